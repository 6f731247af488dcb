import { type Instant, SECOND_MS } from '../time.ts';

/** How often a check looks, and what it did before that was changed. */
export interface Rhythm {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Since when; null or missing: always. */
  readonly rhythmSince?: Instant | null;
  /** How long a look from before counted. */
  readonly patienceBeforeMs?: number | null;
}

/** How long a look counts: two intervals and a deadline. */
export function patienceOf({ intervalMs, timeoutMs }: Pick<Rhythm, 'intervalMs' | 'timeoutMs'>): number {
  return 2 * intervalMs + timeoutMs;
}

/**
 * Until when a look counts. One from before the rhythm was changed counts as long as it did then; if it still counted at the change,
 * the first look after it has the patience of the new rhythm.
 */
export function countsUntil(lookedAt: Instant, rhythm: Rhythm): Instant {
  const { rhythmSince = null, patienceBeforeMs = null } = rhythm;
  if (rhythmSince === null || patienceBeforeMs === null || lookedAt >= rhythmSince) {
    return lookedAt + patienceOf(rhythm);
  }
  const until = lookedAt + patienceBeforeMs;
  return until < rhythmSince ? until : Math.max(until, rhythmSince + patienceOf(rhythm));
}

/** Whether the time between two looks counts as seen. */
export function isSeenBetween(lookedAt: Instant, nextAt: Instant, rhythm: Rhythm): boolean {
  return nextAt <= countsUntil(lookedAt, rhythm);
}

/** How long what a place saw may take to be told here, over a bad line as well. */
export const TOLD_WITHIN_MS = 15 * SECOND_MS;

interface ChangedRhythm extends Rhythm {
  readonly lastSampleAt: Instant | null;
}

/** What is kept of a rhythm that is changed now. Nobody looked since the last change: then the longer patience of both counts. */
export function changeRhythm(
  before: ChangedRhythm,
  now: Instant,
): Required<Pick<Rhythm, 'rhythmSince' | 'patienceBeforeMs'>> {
  const { rhythmSince = null, patienceBeforeMs = null, lastSampleAt } = before;
  const isUnused = rhythmSince !== null && lastSampleAt !== null && lastSampleAt < rhythmSince;
  return { rhythmSince: now, patienceBeforeMs: Math.max(patienceOf(before), isUnused ? (patienceBeforeMs ?? 0) : 0) };
}
