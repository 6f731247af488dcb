import type { Interval } from '../interval.ts';
import { type Instant, MINUTE_MS } from '../time.ts';
import type { SampleState } from '../words.ts';
import { type LatencySketch, mergeSketches, sketchOf } from './latency-sketch.ts';

/** The lengths of buckets: five minutes, an hour, a day of UTC. Each is made of whole ones of the length before. */
export const ROLLUP_MINUTES = [5, 60, 1_440] as const;
export type RollupMinutes = (typeof ROLLUP_MINUTES)[number];

/** What one check saw in one bucket. */
export interface Rollup {
  readonly startedAt: Instant;
  readonly upCount: number;
  readonly downCount: number;
  readonly unknownCount: number;
  readonly latencies: LatencySketch;
}

export interface RolledSample {
  readonly at: Instant;
  readonly state: SampleState;
  readonly latencyMs: number | null;
}

/** Start of the bucket that holds an instant. */
export function bucketStart(at: Instant, minutes: RollupMinutes): Instant {
  const length = minutes * MINUTE_MS;
  return Math.floor(at / length) * length;
}

/** The buckets of that length that have ended by the end of the span and changed with it; empty spans begin where they end. */
export function completeBuckets(span: Interval, minutes: RollupMinutes): Interval {
  const startedAt = bucketStart(span.startedAt, minutes);
  return { startedAt, endedAt: Math.max(startedAt, bucketStart(span.endedAt, minutes)) };
}

/** Five-minute buckets of samples, oldest first; a bucket without any is left out. */
export function rollUp(samples: readonly RolledSample[]): Rollup[] {
  const buckets = Map.groupBy(samples, ({ at }) => bucketStart(at, 5));
  return oldestFirst(buckets).map(([startedAt, own]) => ({
    startedAt,
    upCount: countOf(own, 'up'),
    downCount: countOf(own, 'down'),
    unknownCount: countOf(own, 'unknown'),
    latencies: sketchOf(own.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]))),
  }));
}

/** Longer buckets made of shorter ones: the same as rolled up from their samples. */
export function mergeRollups(rollups: readonly Rollup[], minutes: RollupMinutes): Rollup[] {
  const buckets = Map.groupBy(rollups, ({ startedAt }) => bucketStart(startedAt, minutes));
  return oldestFirst(buckets).map(([startedAt, own]) => ({
    startedAt,
    upCount: own.reduce((sum, { upCount }) => sum + upCount, 0),
    downCount: own.reduce((sum, { downCount }) => sum + downCount, 0),
    unknownCount: own.reduce((sum, { unknownCount }) => sum + unknownCount, 0),
    latencies: mergeSketches(own.map(({ latencies }) => latencies)),
  }));
}

function countOf(samples: readonly RolledSample[], state: SampleState): number {
  return samples.filter((sample) => sample.state === state).length;
}

function oldestFirst<T>(buckets: ReadonlyMap<number, T>): [startedAt: Instant, T][] {
  return [...buckets].sort(([a], [b]) => a - b);
}
