import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fewestSamples, judgeLatency, type LatencySample, type SlowRule } from '#domain/watching/judge-latency';

const STEP = 30_000;
const RULE: SlowRule = { overMs: 2_000, untilMs: 1_600, percentile: 95, windowMs: 25 * STEP, leastSamples: 20 };

interface Change {
  readonly kind: string;
  readonly step: number;
  readonly judgedAt: number;
}

/** Plays one answer a step, as the samples are judged: each with those before it. Null is an answer that did not come. */
function play(latencies: readonly (number | null)[], rule: SlowRule = RULE): Change[] {
  const samples: LatencySample[] = [];
  const changes: Change[] = [];
  let isSlow = false;
  for (const [step, latencyMs] of latencies.entries()) {
    samples.push({ at: step * STEP, latencyMs });
    const change = judgeLatency({ rule, isSlow, seenSince: 0, samples });
    if (!change) continue;
    isSlow = change.kind === 'slowed';
    changes.push({ kind: change.kind, step: change.at / STEP, judgedAt: step });
  }
  return changes;
}

const times = (count: number, latencyMs: number): number[] => Array.from({ length: count }, () => latencyMs);

test('a sudden slowdown is dated to its first slow answer, its end to the first answer in time', () => {
  expect(play([...times(30, 100), ...times(25, 3_000), ...times(30, 100)])).toEqual([
    { kind: 'slowed', step: 30, judgedAt: 31 },
    { kind: 'sped-up', step: 55, judgedAt: 78 },
  ]);
});

test('one slow answer alone, wherever it stands, makes nothing slow', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80 }), (place) => {
      expect(play(times(81, 100).with(place, 60_000))).toEqual([]);
    }),
  );
});

test('a stray slow answer long before does not date the slowdown back to it', () => {
  expect(play([...times(30, 100), 5_000, ...times(15, 100), ...times(4, 5_000)])[0]).toEqual({
    ...{ kind: 'slowed', step: 46, judgedAt: 46 },
  });
});

test('too few answers say nothing', () => {
  expect(play(times(19, 9_000))).toEqual([]);
  expect(play(times(20, 9_000))).toEqual([{ kind: 'slowed', step: 0, judgedAt: 19 }]);
});

test('answers between the two limits do not end it', () => {
  expect(play([...times(25, 100), ...times(10, 3_000), ...times(60, 1_800)])).toHaveLength(1);
});

test('answers that did not come neither count nor break a run', () => {
  expect(play([...times(30, 100), 3_000, null, 3_000])).toEqual([{ kind: 'slowed', step: 30, judgedAt: 32 }]);
});

const latency = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 1_500 }), fc.integer({ min: 1_601, max: 9_000 }));

test('no moment is called slow that was answered in time, and each change comes after the one before', () => {
  fc.assert(
    fc.property(fc.array(latency, { maxLength: 150 }), fc.constantFrom(50, 80, 90), (latencies, percentile) => {
      const rule = { ...RULE, percentile, leastSamples: fewestSamples(percentile), windowMs: 10 * STEP };
      const changes = play(latencies, rule);
      let last = -1;
      for (const [index, { kind, step, judgedAt }] of changes.entries()) {
        expect(kind).toBe(index % 2 === 0 ? 'slowed' : 'sped-up');
        expect(step).toBeGreaterThan(last);
        last = step;
        const answered = latencies.slice(step, judgedAt + 1).filter((one) => one !== null);
        expect(answered.every((one) => one > 2_000 === (kind === 'slowed'))).toBe(true);
      }
    }),
  );
});
