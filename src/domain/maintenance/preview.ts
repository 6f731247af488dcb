import type { Instant } from '../time.ts';
import { type LeftOut, type Occurrence, occurrencesOf, type Schedule } from './series.ts';

/** The next occurrences of a schedule, and what is left out between them. */
export function previewOf(schedule: Schedule, now: Instant, count = 10): (Occurrence | LeftOut)[] {
  const found: (Occurrence | LeftOut)[] = [];
  let left = count;
  for (const one of occurrencesOf(schedule)) {
    if (left === 0) break;
    if ('why' in one) {
      // Those left out before the first that is to come are of no interest.
      if (found.length > 0 || Date.parse(`${one.plannedLocal}Z`) > now) found.push(one);
    } else if (one.startedAt >= now) {
      found.push(one);
      left -= 1;
    }
  }
  return found;
}
