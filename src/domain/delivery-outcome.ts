/** How one attempt to hand a message over ended. */
export type Outcome =
  | {
      readonly kind: 'sent';
      readonly httpStatus: number | null;
      readonly detail: string | null;
      /** The beginning of the receiver's answer. */
      readonly answer?: string;
    }
  | {
      /** May succeed later. */
      readonly kind: 'failed';
      readonly httpStatus: number | null;
      readonly detail: string;
      /** The receiver asked to be left alone, for as long as it said or for a moment. */
      readonly hold?: { readonly ms: number | null };
    }
  /** This message will never be taken. */
  | { readonly kind: 'refused'; readonly httpStatus: number | null; readonly detail: string }
  /** The receiver wants nothing more at all. */
  | { readonly kind: 'gone'; readonly httpStatus: number; readonly detail: string }
  /** Our own process stopped before the end was known. */
  | { readonly kind: 'interrupted' };

/** A way out: never throws, and knows neither database nor commands. */
export interface Channel<Message> {
  readonly send: (message: Message, signal: AbortSignal) => Promise<Outcome>;
}
