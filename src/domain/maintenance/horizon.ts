import { DAY_MS, type Instant } from '../time.ts';
import { type Occurrence, occurrencesBetween, type Schedule } from './series.ts';

/** How far ahead a series is announced: a year and some weeks, so that one that comes once a year is always known. */
export const HORIZON_MS = 400 * DAY_MS;
const MOST_AHEAD = 400;

/** What of a schedule is to be announced now: everything that begins from now on, up to the horizon. */
export function occurrencesAhead(schedule: Schedule, now: Instant): Occurrence[] {
  // What happens once is announced however far away it is.
  const to = schedule.rule === null ? Number.MAX_SAFE_INTEGER : now + HORIZON_MS;
  return occurrencesBetween(schedule, { from: now, to, limit: MOST_AHEAD });
}

/** The first occurrence that has not ended when the next one begins. */
export function findOverlap(occurrences: readonly Occurrence[]): Occurrence | undefined {
  return occurrences.find((one, index) => {
    const next = occurrences[index + 1];
    return next !== undefined && one.endedAt > next.startedAt;
  });
}
