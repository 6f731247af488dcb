import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketStart, completeBuckets, mergeRollups, type RolledSample, rollUp } from '#domain/rollups/rollup';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';

const DAY = Date.parse('2026-11-22T00:00:00Z');

const sample: fc.Arbitrary<RolledSample> = fc
  .tuple(fc.integer({ min: 0, max: 2 * DAY_MS }), fc.constantFrom('up', 'down', 'unknown'), fc.nat(5_000))
  .map(([at, state, ms]) => ({ at: DAY + at, state, latencyMs: state === 'up' ? ms : null }));

test('hours and days made of shorter buckets are those made of the samples themselves', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 300 }), (samples) => {
      const hours = mergeRollups(rollUp(samples), 60);
      expect(mergeRollups(hours, 1_440)).toEqual(mergeRollups(rollUp(samples), 1_440));
      expect(hours.reduce((sum, hour) => sum + hour.upCount + hour.downCount + hour.unknownCount, 0)).toBe(
        samples.length,
      );
    }),
  );
});

test('samples are gathered in half-open buckets, oldest first, with the answers of each', () => {
  const at = (ms: number, state: RolledSample['state'] = 'up', latencyMs: number | null = 10): RolledSample => ({
    ...{ at: DAY + ms, state, latencyMs },
  });
  const rolled = rollUp([at(5 * MINUTE_MS, 'down', null), at(0), at(5 * MINUTE_MS - 1, 'unknown', null), at(12_000)]);
  expect(rolled.map(({ latencies, ...counts }) => ({ ...counts, cells: [...latencies.cells] }))).toEqual([
    { startedAt: DAY, upCount: 2, downCount: 0, unknownCount: 1, cells: [[10, 2]] },
    { startedAt: DAY + 5 * MINUTE_MS, upCount: 0, downCount: 1, unknownCount: 0, cells: [] },
  ]);
});

test('a bucket is complete only when all of it lies before the end', () => {
  const span = { startedAt: DAY + 70 * MINUTE_MS, endedAt: DAY + 3 * HOUR_MS + 55 * MINUTE_MS };
  expect(completeBuckets(span, 60)).toEqual({ startedAt: DAY + HOUR_MS, endedAt: DAY + 3 * HOUR_MS });
  expect(completeBuckets(span, 1_440)).toEqual({ startedAt: DAY, endedAt: DAY });
  expect(bucketStart(DAY - 1, 1_440)).toBe(DAY - DAY_MS);
});
