import { type Interval, mergeIntervals, subtractIntervals } from '../interval.ts';
import { type Instant, SECOND_MS } from '../time.ts';

/** How often a process that listens says so. */
export const LISTENING_BEAT_MS = 10 * SECOND_MS;
/** A process that has not said so for this long did not listen. */
export const LISTENING_TRUST_MS = 3 * LISTENING_BEAT_MS;

export interface ListeningSpan {
  /** `listening`: a process took calls; `cut-off`: our own connection was lost meanwhile. */
  readonly kind: 'listening' | 'cut-off';
  readonly startedAt: Instant;
  readonly seenAt: Instant;
}

/** When nobody could have called us between `from` and now. */
export function absencesSince(from: Instant, now: Instant, spans: readonly ListeningSpan[]): Interval[] {
  const listening = spans.filter(({ kind }) => kind === 'listening').map((span) => reachOf(span, now));
  const cutOff = spans.filter(({ kind }) => kind === 'cut-off').map((span) => reachOf(span, span.seenAt));
  const reachable = subtractIntervals(mergeIntervals(listening), cutOff);
  return subtractIntervals([{ startedAt: from, endedAt: now }], reachable);
}

function reachOf({ startedAt, seenAt }: ListeningSpan, now: Instant): Interval {
  const isFresh = seenAt <= now && now - seenAt <= LISTENING_TRUST_MS;
  return { startedAt, endedAt: isFresh ? now : seenAt };
}
