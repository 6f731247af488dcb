import type { Interval } from '../interval.ts';
import { type LatencySketch, mergeSketches, percentileOf } from '../rollups/latency-sketch.ts';
import type { Instant } from '../time.ts';

export interface LatencyBucket {
  readonly startedAt: Instant;
  /** Half of the answers took no longer; null when there was none. */
  readonly p50Ms: number | null;
  /** 95 of 100 answers took no longer. */
  readonly p95Ms: number | null;
}

export interface RolledLatency {
  readonly startedAt: Instant;
  readonly latencies: LatencySketch;
}

/** Answer times in spans of equal length, oldest first; what got no answer has no time and is left out. */
export function latencyBuckets(rolled: readonly RolledLatency[], window: Interval, lengthMs: number): LatencyBucket[] {
  const byBucket = Map.groupBy(rolled, ({ startedAt }) => Math.floor((startedAt - window.startedAt) / lengthMs));
  const count = Math.ceil((window.endedAt - window.startedAt) / lengthMs);
  return Array.from({ length: count }, (_, index) => {
    const sketch = mergeSketches((byBucket.get(index) ?? []).map(({ latencies }) => latencies));
    const startedAt = window.startedAt + index * lengthMs;
    return { startedAt, p50Ms: percentileOf(sketch, 50), p95Ms: percentileOf(sketch, 95) };
  });
}
