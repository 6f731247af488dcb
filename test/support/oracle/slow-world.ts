import fc from 'fast-check';
import type { SlowRule } from '#domain/watching/judge-latency';
import type { SampleState } from '#domain/words';

/** For so many looks a target answers as fast as this, in turns, or not at all, or nobody looks. */
interface Stretch {
  readonly looks: number;
  readonly is: 'answering' | 'down' | 'unseen' | 'unmeasured';
  readonly latencies: readonly number[];
}

export interface SlowWorld {
  readonly stretches: readonly Stretch[];
  readonly rule: SlowRule;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly failAfter: number;
  readonly recoverAfter: number;
  readonly impact: 'down' | 'degraded';
}

export interface TimedLook {
  readonly at: number;
  readonly state: SampleState;
  readonly latencyMs: number | null;
}

export const OVER_MS = 1_000;

const stretch: fc.Arbitrary<Stretch> = fc.record({
  looks: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 4, max: 20 })),
  is: fc.constantFrom<Stretch['is']>(
    'answering',
    'answering',
    'answering',
    'answering',
    'down',
    'unseen',
    'unmeasured',
  ),
  latencies: fc.oneof(
    fc.constant([100]),
    fc.constant([1_500]),
    fc.array(fc.constantFrom(100, 800, 900, OVER_MS, 1_001, 1_500), { minLength: 1, maxLength: 5 }),
  ),
});

const rule: fc.Arbitrary<SlowRule> = fc
  .record({
    percentile: fc.constantFrom(50, 67, 75, 90),
    more: fc.integer({ min: 0, max: 3 }),
    window: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ percentile, more, window }) => {
    const leastSamples = Math.ceil(100 / (100 - percentile)) + more;
    const windowMs = Math.max(60_000, (leastSamples + window) * 20_000);
    return { overMs: OVER_MS, untilMs: 800, percentile, leastSamples, windowMs };
  });

export const slowWorlds: fc.Arbitrary<SlowWorld> = fc.record({
  stretches: fc.array(stretch, { minLength: 3, maxLength: 12 }),
  rule,
  intervalMs: fc.constant(20_000),
  timeoutMs: fc.constantFrom(1_000, 10_000),
  failAfter: fc.integer({ min: 1, max: 3 }),
  recoverAfter: fc.integer({ min: 1, max: 3 }),
  impact: fc.constantFrom('down', 'degraded'),
});

/** What is seen of it, a little more often than its interval; the first answer is a good one. */
export function timedLooks({ stretches, intervalMs }: SlowWorld): TimedLook[] {
  const turns = stretches.flatMap(({ looks, is, latencies }) =>
    Array.from({ length: looks }, (_, index) => ({ is, latencyMs: latencies[index % latencies.length] ?? 100 })),
  );
  return [{ is: 'answering', latencyMs: 100 } as const, ...turns].flatMap(({ is, latencyMs }, index): TimedLook[] => {
    const at = 1_000 + index * (intervalMs - 500) + ((index * 7_919) % 500);
    if (is === 'unseen') return [];
    if (is === 'answering') return [{ at, state: 'up', latencyMs }];
    return [{ at, state: is === 'down' ? 'down' : 'unknown', latencyMs: null }];
  });
}
