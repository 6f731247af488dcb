import { expect, test } from 'vitest';
import { sketchOf } from '#domain/rollups/latency-sketch';
import { latencyBuckets } from '#domain/status/latency';
import { isLonePoint } from '#domain/status/lone-point';

const window = { startedAt: 1_000, endedAt: 4_000 };

test('answer times are gathered in half-open spans, over all that was rolled up in them', () => {
  const rolled = [
    { startedAt: 1_000, latencies: sketchOf([30, 10]) },
    { startedAt: 1_999, latencies: sketchOf([20]) },
    { startedAt: 3_000, latencies: sketchOf(Array.from({ length: 100 }, (_, index) => index + 1)) },
  ];
  expect(latencyBuckets(rolled, window, 1_000)).toEqual([
    { startedAt: 1_000, p50Ms: 20, p95Ms: 30 },
    { startedAt: 2_000, p50Ms: null, p95Ms: null },
    { startedAt: 3_000, p50Ms: 50, p95Ms: 95 },
  ]);
});

test('what got no answer has no time', () => {
  expect(latencyBuckets([{ startedAt: 1_000, latencies: sketchOf([]) }], window, 3_000)).toEqual([
    { startedAt: 1_000, p50Ms: null, p95Ms: null },
  ]);
});

test('a half-hour between two without answers is drawn as a point, also at the edges', () => {
  const lone = (values: readonly (number | null)[]) => values.map((_, index) => isLonePoint(values, index));
  expect(lone([5, null, 7, null, 8, 9, null, 4])).toEqual([true, false, true, false, false, false, false, true]);
  expect(lone([5])).toEqual([true]);
});
