import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { addDays, DAY_MS, dayOf, dayStart } from '#domain/time';

const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2500, 0, 1) });

describe('days of the calendar', () => {
  test('in UTC are those of the calendar of every zone', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -4_000, max: 4_000 }), (at, count) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC');
        const day = zoned.toPlainDate().toString();
        expect(dayOf(at, 'UTC')).toBe(day);
        expect(dayStart(day, 'UTC')).toBe(zoned.startOfDay().epochMilliseconds);
        expect(addDays(day, count)).toBe(zoned.toPlainDate().add({ days: count }).toString());
      }),
    );
  });

  test('are not always 24 hours long', () => {
    const length = (day: string, zone: string): number => dayStart(addDays(day, 1), zone) - dayStart(day, zone);
    expect(length('2026-03-29', 'Europe/Paris')).toBe(DAY_MS - 3_600_000);
    expect(length('2026-04-05', 'Australia/Lord_Howe')).toBe(DAY_MS + 1_800_000);
    expect(length('2026-03-29', 'UTC')).toBe(DAY_MS);
  });

  test.each(['2026-02-30', '2026-13-01', 'today', ''])('“%s” is none', (day) => {
    expect(() => dayStart(day, 'UTC')).toThrow(RangeError);
    expect(() => addDays(day, 1)).toThrow(RangeError);
  });
});
