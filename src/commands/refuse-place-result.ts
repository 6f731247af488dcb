import type { HealthCheck } from '#db/queries/checks';
import type { CheckPlace } from '#db/queries/places';

/** Clocks that were compared a moment ago do not differ by more. */
export const FUTURE_TOLERANCE_MS = 10_000;

export interface ResultQuestion {
  readonly at: number;
  /** The last result of the place that counts. */
  readonly last: number | null;
  readonly view: CheckPlace;
  readonly row: HealthCheck;
  readonly keptFrom: number;
  readonly now: number;
  /** Since when the place rests. */
  readonly placePausedAt: number | null;
}

export interface ResultRefusal {
  readonly code: 'paused' | 'future' | 'too-old' | 'not-assigned-then' | 'out-of-order';
  readonly reason: string;
}

/** Why a result of a place is not taken, in a sentence; undefined when it is. */
export function refusalOf(question: ResultQuestion): ResultRefusal | undefined {
  const { at, last, view, row, keptFrom, now, placePausedAt } = question;
  if (row.pausedAt !== null) return { code: 'paused', reason: 'This check is paused.' };
  if (placePausedAt !== null && at >= placePausedAt) {
    return { code: 'paused', reason: 'This place is paused: what it measured since does not count.' };
  }
  if (at > now + FUTURE_TOLERANCE_MS) {
    return { code: 'future', reason: 'This result is from the future: set the clock of the place.' };
  }
  if (at < keptFrom) return { code: 'too-old', reason: 'This result is older than results are kept here.' };
  if (at < view.since) {
    return {
      code: 'not-assigned-then',
      reason: 'At that time this check was not polled from this place, or was paused.',
    };
  }
  if (last !== null && at <= last && last <= now + FUTURE_TOLERANCE_MS) {
    return { code: 'out-of-order', reason: 'A later result of this check was told before: tell the oldest first.' };
  }
  return undefined;
}
