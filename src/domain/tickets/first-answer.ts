import { addDays, dayOf, dayStart, HOUR_MS, type Instant } from '#domain/time';

const BUSINESS_DAY_MS = 24 * HOUR_MS;

/**
 * The instant by which a first answer usually comes: one business day after arrival. Business days are Monday to Friday in
 * the zone, midnight to midnight; holidays are not known. What arrives on a weekend begins to count on Monday.
 */
export function firstAnswerBy(arrivedAt: Instant, zone: string): Instant {
  const start = firstBusinessInstant(arrivedAt, zone);
  const nextDay = addDays(dayOf(start, zone), 1);
  if (!isWeekend(nextDay)) return start + BUSINESS_DAY_MS;
  const weekend = dayStart(addDays(nextDay, 2), zone) - dayStart(nextDay, zone);
  return start + BUSINESS_DAY_MS + weekend;
}

function firstBusinessInstant(at: Instant, zone: string): Instant {
  let day = dayOf(at, zone);
  if (!isWeekend(day)) return at;
  while (isWeekend(day)) day = addDays(day, 1);
  return dayStart(day, zone);
}

function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}
