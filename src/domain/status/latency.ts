import type { Interval } from '../interval.ts';
import type { Instant } from '../time.ts';

export interface LatencySample {
  readonly at: Instant;
  readonly latencyMs: number | null;
}

export interface LatencyBucket {
  readonly startedAt: Instant;
  /** Median of the answers; null when there was none. */
  readonly medianMs: number | null;
  readonly slowestMs: number | null;
}

/** Answer times in spans of equal length, oldest first; what got no answer has no time and is left out. */
export function latencyBuckets(samples: readonly LatencySample[], window: Interval, lengthMs: number): LatencyBucket[] {
  const byBucket = Map.groupBy(samples, ({ at }) => Math.floor((at - window.startedAt) / lengthMs));
  const count = Math.ceil((window.endedAt - window.startedAt) / lengthMs);
  return Array.from({ length: count }, (_, index) => {
    const times = (byBucket.get(index) ?? []).map(({ latencyMs }) => latencyMs).filter((ms) => ms !== null);
    const sorted = times.toSorted((a, b) => a - b);
    return {
      startedAt: window.startedAt + index * lengthMs,
      medianMs: sorted[Math.floor(sorted.length / 2)] ?? null,
      slowestMs: sorted.at(-1) ?? null,
    };
  });
}
