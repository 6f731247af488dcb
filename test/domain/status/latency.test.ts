import { expect, test } from 'vitest';
import { latencyBuckets } from '#domain/status/latency';

const window = { startedAt: 1_000, endedAt: 4_000 };

test('answer times are gathered in half-open spans, with their median and the slowest', () => {
  const samples = [1_000, 1_500, 1_999, 3_000].map((at, index) => ({ at, latencyMs: [30, 10, 20, 40][index] ?? null }));
  expect(latencyBuckets(samples, window, 1_000)).toEqual([
    { startedAt: 1_000, medianMs: 20, slowestMs: 30 },
    { startedAt: 2_000, medianMs: null, slowestMs: null },
    { startedAt: 3_000, medianMs: 40, slowestMs: 40 },
  ]);
});

test('what got no answer has no time', () => {
  expect(latencyBuckets([{ at: 1_000, latencyMs: null }], window, 3_000)).toEqual([
    { startedAt: 1_000, medianMs: null, slowestMs: null },
  ]);
});
