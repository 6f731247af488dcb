import { addMonths } from '#domain/sla/window';
import { dayStart, HOUR_MS, monthOf } from '#domain/time';

/**
 * A window belongs to the month in which it ends. Zones move its end by up to 14 hours either way; a day and a half before it is
 * inside the month in every zone.
 */
const INSIDE_MS = 36 * HOUR_MS;

/** The month a window is shown under, by its end. */
export function monthOfWindow(windowEnd: number): string {
  return monthOf(windowEnd - INSIDE_MS, 'UTC');
}

/** Between which instants the windows shown under some months end: after the first, not after the second. */
export function endsOfMonths(first: string, last: string): { readonly after: number; readonly until: number } {
  return {
    after: dayStart(`${first}-01`, 'UTC') + INSIDE_MS,
    until: dayStart(`${addMonths(last, 1)}-01`, 'UTC') + INSIDE_MS,
  };
}

/** So many months up to and with one, the latest first. */
export function monthsUpTo(month: string, count: number): string[] {
  return Array.from({ length: count }, (_, back) => addMonths(month, -back));
}
