import type { Instant } from '../time.ts';

const FIRST_RUNS_WITHIN_MS = 5_000;
/** However impatient, no target is asked more often than this because of a doubt. */
export const RECHECK_FLOOR_MS = 2_000;

/**
 * The next time after `now` on the check's own grid. The grid hangs on the epoch and the check's number, so runs never drift,
 * checks of one interval are spread over it, and after a long stop each runs once instead of once per missed time.
 */
export function nextDueAt(check: { readonly no: number; readonly intervalMs: number }, now: Instant): Instant {
  const phase = spread(check.no, check.intervalMs);
  return Math.floor((now - phase) / check.intervalMs) * check.intervalMs + phase + check.intervalMs;
}

interface Doubtful {
  readonly no: number;
  readonly intervalMs: number;
  readonly recheckMs: number;
}

/** The next time after a result that left a doubt: soon, and never later than the grid says. */
export function recheckDueAt(check: Doubtful, now: Instant): Instant {
  return Math.min(nextDueAt(check, now), now + Math.max(check.recheckMs, RECHECK_FLOOR_MS));
}

/** The first run of a new check: soon, but not all at once. */
export function firstDueAt(check: { readonly no: number; readonly intervalMs: number }, now: Instant): Instant {
  return now + spread(check.no, Math.min(FIRST_RUNS_WITHIN_MS, check.intervalMs));
}

/** Neighbouring numbers land far apart (the multiplier is 2^32 divided by the golden ratio). */
function spread(no: number, range: number): number {
  const fraction = Math.imul(no, 0x9e3779b1) >>> 0;
  return Math.floor((fraction / 2 ** 32) * range);
}
