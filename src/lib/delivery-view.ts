import { DELIVERY_STATES, type DeliveryChannel, type DeliveryState } from '#domain/words';

/** How the console names a delivery's state. */
export const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  due: 'Waiting',
  sent: 'Sent',
  failed: 'Given up',
  cancelled: 'Cancelled',
  kept: 'Kept',
};

/** How the console names the end of an attempt. */
export const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  sent: 'received',
  failed: 'failed',
  refused: 'refused for good',
  gone: 'gone (410)',
};

export function readState(text: string | null): DeliveryState | undefined {
  return DELIVERY_STATES.find((state) => state === text);
}

interface Place {
  readonly createdAt: number;
  readonly id: string;
}

/** The last line of a page, as text in its address. */
export function writePlace({ createdAt, id }: Place): string {
  return `${createdAt}.${id}`;
}

export function readPlace(text: string | null): Place | undefined {
  const match = /^(\d{1,15})\.([A-Za-z0-9_-]{1,80})$/.exec(text ?? '');
  return match?.[1] && match[2] ? { createdAt: Number(match[1]), id: match[2] } : undefined;
}

/** To whom a delivery goes; the path of a webhook address is its owner's secret. */
export function shownAddress(line: { readonly channel: DeliveryChannel; readonly address: string }): string {
  if (line.channel === 'mail' || !URL.canParse(line.address)) return line.address;
  return new URL(line.address).host;
}
