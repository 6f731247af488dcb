/** What `ping` says at its end. */
export interface PingSummary {
  readonly sent: number;
  readonly received: number;
  readonly roundTripsMs: readonly number[];
  /** Somebody on the way said that there is none. */
  readonly isUnreachable: boolean;
}

/** Reads the output of the `ping` of iputils, BusyBox and BSD; undefined when no packet was sent. */
export function parsePing(output: string): PingSummary | undefined {
  const [, sent, received] = /(\d{1,6}) packets transmitted, (\d{1,6}) (?:packets )?received/.exec(output) ?? [];
  if (!sent || sent === '0') return undefined;
  const roundTripsMs = [...output.matchAll(/\btime[=<](\d{1,9}(?:\.\d{1,6})?) ?ms/g)].map(([, ms]) => Number(ms));
  return {
    sent: Number(sent),
    received: Math.min(Number(received), Number(sent)),
    roundTripsMs,
    isUnreachable: /unreachable/i.test(output),
  };
}
