import { type Interval, mergeIntervals } from '../interval.ts';
import type { Fraction } from './fraction.ts';

/** A weight of one: weights of six decimals times shares in parts per million stay whole numbers. */
export const WHOLE = 1_000_000_000_000;

/** A span of which only a part counts. */
export interface WeightedSpan extends Interval {
  /** In parts of `WHOLE`. */
  readonly weight: number;
}

/** Disjoint spans in order of time, each under the heaviest weight that lies over it. */
export function heaviestOf(spans: readonly WeightedSpan[]): WeightedSpan[] {
  if (spans.every(({ weight }) => weight === WHOLE)) {
    return mergeIntervals(spans).map((span) => ({ ...span, weight: WHOLE }));
  }
  const edges = [...new Set(spans.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]))].sort((a, b) => a - b);
  const placeOf = new Map(edges.map((edge, index) => [edge, index]));
  const weights = new Array<number>(edges.length).fill(0);
  const nextFree = edges.map((_, index) => index);
  for (const span of spans.toSorted((a, b) => b.weight - a.weight)) {
    const end = placeOf.get(span.endedAt) ?? 0;
    for (let at = free(nextFree, placeOf.get(span.startedAt) ?? 0); at < end; at = free(nextFree, at)) {
      weights[at] = span.weight;
      nextFree[at] = at + 1;
    }
  }
  return weights.flatMap((weight, index) => {
    const [startedAt, endedAt] = [edges[index], edges[index + 1]];
    return weight > 0 && startedAt !== undefined && endedAt !== undefined ? [{ startedAt, endedAt, weight }] : [];
  });
}

/** The first place from `at` on that nothing heavier has taken; paths are shortened on the way. */
function free(nextFree: number[], at: number): number {
  let root = at;
  while (nextFree[root] !== root && nextFree[root] !== undefined) root = nextFree[root] ?? root;
  let place = at;
  while (place < root) {
    const next = nextFree[place] ?? root;
    nextFree[place] = root;
    place = next;
  }
  return root;
}

/** The parts of disjoint ordered spans that lie in disjoint ordered intervals. */
export function clipWeighted(spans: readonly WeightedSpan[], intervals: readonly Interval[]): WeightedSpan[] {
  const inside: WeightedSpan[] = [];
  let next = 0;
  for (const { startedAt, endedAt, weight } of spans) {
    while ((intervals[next]?.endedAt ?? Number.POSITIVE_INFINITY) <= startedAt) next += 1;
    for (let at = next; at < intervals.length; at += 1) {
      const interval = intervals[at];
      if (!interval || interval.startedAt >= endedAt) break;
      const from = Math.max(startedAt, interval.startedAt);
      inside.push({ startedAt: from, endedAt: Math.min(endedAt, interval.endedAt), weight });
    }
  }
  return inside;
}

/** Milliseconds that disjoint spans cost, exactly. */
export function lostIn(spans: readonly WeightedSpan[]): Fraction {
  let whole = 0;
  let parts = 0n;
  for (const { startedAt, endedAt, weight } of spans) {
    if (weight === WHOLE) whole += endedAt - startedAt;
    else parts += BigInt(endedAt - startedAt) * BigInt(weight);
  }
  if (parts === 0n) return { numerator: BigInt(whole), denominator: 1n };
  return { numerator: BigInt(whole) * BigInt(WHOLE) + parts, denominator: BigInt(WHOLE) };
}
