import { Temporal } from 'temporal-polyfill';

/** Epoch milliseconds, always a whole number. */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** ISO 8601 in UTC with milliseconds, e.g. `2026-11-22T07:41:26.000Z`. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}

/** Reads an ISO 8601 instant that names its offset (`Z` or `+02:00`); undefined when it is not one. Fractions below a millisecond are cut. */
export function parseInstant(text: string): Instant | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** Whether the runtime knows this IANA time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** The instant of a local time `YYYY-MM-DDTHH:MM`, the first of two; null where the clock jumps over it, or it is no time at all. */
export function instantOfLocal(local: string, zone: string): Instant | null {
  try {
    const plain = Temporal.PlainDateTime.from(local);
    const zoned = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
    return zoned.toPlainDateTime().equals(plain) ? zoned.epochMilliseconds : null;
  } catch {
    return null;
  }
}

/** The local time `YYYY-MM-DDTHH:MM` of an instant in a zone. */
export function localOf(at: Instant, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' });
}

/** `YYYY-MM-DD` of an instant in a zone. */
export function dayOf(at: Instant, zone: string): string {
  if (zone === 'UTC') return utcDay(at);
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** `YYYY-MM` of an instant in a zone. */
export function monthOf(at: Instant, zone: string): string {
  return dayOf(at, zone).slice(0, 7);
}

/** Whether this is a day of the calendar written as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

/** Adds whole calendar days (not 24-hour spans) to a `YYYY-MM-DD`. */
export function addDays(day: string, count: number): string {
  const start = utcStart(day);
  if (start !== undefined) return utcDay(start + count * DAY_MS);
  return Temporal.PlainDate.from(day).add({ days: count }).toString();
}

/** First instant of a `YYYY-MM-DD` in a zone. */
export function dayStart(day: string, zone: string): Instant {
  const start = zone === 'UTC' ? utcStart(day) : undefined;
  return start ?? Temporal.PlainDate.from(day).toZonedDateTime(zone).startOfDay().epochMilliseconds;
}

/** So many calendar months later: the same day of the month, or its last one where that month is shorter. */
export function addMonthsToDay(day: string, count: number): string {
  return Temporal.PlainDate.from(day).add({ months: count }).toString();
}

/** Calendar days from one `YYYY-MM-DD` to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

// UTC has no rules to look up: this is many times faster, and figures are worked out by the thousand.
function utcDay(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** First instant of a day in UTC; undefined when there is no such day. */
function utcStart(day: string): Instant | undefined {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) || utcDay(at) !== day ? undefined : at;
}
