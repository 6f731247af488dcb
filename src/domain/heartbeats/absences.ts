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
  const processes = spans.filter(({ kind }) => kind === 'listening');
  const lastWord = Math.max(...processes.map(({ seenAt }) => seenAt));
  const listening = processes.map((span) => reachOf(span, span.seenAt === lastWord ? now : span.seenAt));
  const cutOff = spans.filter(({ kind }) => kind === 'cut-off').map((span) => reachOf(span, span.seenAt));
  const reachable = subtractIntervals(mergeIntervals(listening), cutOff);
  return subtractIntervals([{ startedAt: from, endedAt: now }], reachable);
}

/** From here to now nobody has confirmed yet that calls were taken: what did not come in that time may have met a closed door. */
export function unconfirmedSince(now: Instant, spans: readonly ListeningSpan[]): Instant {
  const seen = spans.filter(({ kind, seenAt }) => kind === 'listening' && seenAt <= now).map(({ seenAt }) => seenAt);
  const last = Math.max(...seen);
  return now - last <= LISTENING_TRUST_MS ? last : now;
}

/** A process that has just said so still listens; one that another has said so after may have stopped right then. */
function reachOf({ startedAt, seenAt }: ListeningSpan, now: Instant): Interval {
  const isFresh = seenAt <= now && now - seenAt <= LISTENING_TRUST_MS;
  return { startedAt, endedAt: isFresh ? now : seenAt };
}
