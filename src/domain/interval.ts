import type { Instant } from './time.ts';

/** A half-open span [startedAt, endedAt) in epoch milliseconds. */
export interface Interval {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

/** Whether two half-open spans share an instant; an empty one shares none. */
export function overlaps(a: Interval, b: Interval): boolean {
  return Math.max(a.startedAt, b.startedAt) < Math.min(a.endedAt, b.endedAt);
}

/** Sorted, non-empty, non-touching intervals that cover the same instants. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals
    .filter((interval) => interval.endedAt > interval.startedAt)
    .toSorted((a, b) => a.startedAt - b.startedAt);
  const merged: Interval[] = [];
  for (const interval of sorted) {
    const last = merged.at(-1);
    if (last && interval.startedAt <= last.endedAt) {
      if (interval.endedAt > last.endedAt) merged[merged.length - 1] = { ...last, endedAt: interval.endedAt };
    } else {
      merged.push({ startedAt: interval.startedAt, endedAt: interval.endedAt });
    }
  }
  return merged;
}

/** The parts of the intervals that lie inside the window. */
export function clipIntervals(intervals: readonly Interval[], window: Interval): Interval[] {
  return intervals
    .map(({ startedAt, endedAt }) => ({
      startedAt: Math.max(startedAt, window.startedAt),
      endedAt: Math.min(endedAt, window.endedAt),
    }))
    .filter(({ startedAt, endedAt }) => endedAt > startedAt);
}

/** What of `intervals` is not covered by `removed`; both may overlap within themselves. */
export function subtractIntervals(intervals: readonly Interval[], removed: readonly Interval[]): Interval[] {
  const holes = mergeIntervals(removed);
  const rest: Interval[] = [];
  let next = 0;
  for (const { startedAt, endedAt } of mergeIntervals(intervals)) {
    let from = startedAt;
    while (next < holes.length) {
      const hole = holes[next];
      if (!hole || hole.startedAt >= endedAt) break;
      if (hole.startedAt > from) rest.push({ startedAt: from, endedAt: hole.startedAt });
      from = Math.max(from, hole.endedAt);
      // A hole that reaches past this interval may cut the next one too.
      if (hole.endedAt > endedAt) break;
      next += 1;
    }
    if (from < endedAt) rest.push({ startedAt: from, endedAt });
  }
  return rest;
}

/** What both cover. */
export function intersectIntervals(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return subtractIntervals(a, subtractIntervals(a, b));
}

/** Length of the union in milliseconds: overlaps count once. */
export function unionMs(intervals: readonly Interval[]): number {
  return mergeIntervals(intervals).reduce((sum, { startedAt, endedAt }) => sum + (endedAt - startedAt), 0);
}
