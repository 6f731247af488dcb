import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import { changeRhythm, isSeenBetween, type Rhythm } from '#domain/watching/rhythm';
import '#test/support/properties';

const HOURLY = { intervalMs: HOUR_MS, timeoutMs: 10 * SECOND_MS };
const MINUTELY = { intervalMs: MINUTE_MS, timeoutMs: 10 * SECOND_MS };
/** Changed at an instant, after the last look at zero. */
const changed = (before: Rhythm, after: Rhythm, at: number, lastSampleAt = 0): Rhythm => ({
  ...after,
  ...changeRhythm({ ...before, lastSampleAt }, at),
});

test('a look before a change counts as long as it did then, and one after it as long as it does now', () => {
  const faster = changed(HOURLY, MINUTELY, 30 * MINUTE_MS);
  expect(isSeenBetween(0, 31 * MINUTE_MS, faster)).toBe(true);
  expect(isSeenBetween(31 * MINUTE_MS, 35 * MINUTE_MS, faster)).toBe(false);
});

test('a silence is not explained away by a longer interval that is set later', () => {
  const slower = changed(MINUTELY, HOURLY, 30 * MINUTE_MS);
  expect(isSeenBetween(0, 31 * MINUTE_MS, slower)).toBe(false);
  expect(isSeenBetween(31 * MINUTE_MS, 2 * HOUR_MS, slower)).toBe(true);
});

test('a change that is corrected at once does not make the first one count', () => {
  const mistyped = changed(HOURLY, MINUTELY, 30 * MINUTE_MS);
  const corrected = changed(mistyped, { ...MINUTELY, intervalMs: 5 * MINUTE_MS }, 30 * MINUTE_MS + 20 * SECOND_MS);
  expect(isSeenBetween(0, 31 * MINUTE_MS, corrected)).toBe(true);
});

test('no change whatever makes time unknown that was seen without it', () => {
  const rhythm = fc.record({
    intervalMs: fc.integer({ min: 1, max: 500 }),
    timeoutMs: fc.integer({ min: 1, max: 100 }),
  });
  const moments = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(rhythm, fc.array(rhythm, { minLength: 1, maxLength: 2 }), moments, (first, later, times) => {
      const [lookedAt = 0, ...rest] = times.toSorted((a, b) => a - b);
      const nextAt = rest.at(-1) ?? lookedAt;
      fc.pre(isSeenBetween(lookedAt, nextAt, first));
      let now: Rhythm = first;
      for (const [index, next] of later.entries()) now = changed(now, next, rest[index] ?? nextAt, lookedAt);
      expect(isSeenBetween(lookedAt, nextAt, now)).toBe(true);
    }),
  );
});
