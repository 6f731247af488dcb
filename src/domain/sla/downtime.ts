import { clipIntervals, type Interval, mergeIntervals, subtractIntervals } from '../interval.ts';
import { MINUTE_MS } from '../time.ts';
import type { AssessedWindow, Figures, Uptime } from './assessment.ts';
import { percentDown } from './fraction.ts';
import type { DowntimeRule, PolicyTerms } from './policy.ts';
import { capCredit, earnedTier } from './tier.ts';

/** Downtime of one window, and what the contract's minimum length and whole minutes took away. */
export interface MeasuredDowntime {
  readonly intervals: readonly Interval[];
  readonly ms: number;
  readonly tooShort: { readonly spans: number; readonly ms: number };
  readonly partialMs: number;
}

/**
 * The union of what counts without what is excluded. A span is long enough or not before the window cuts it, so that a
 * month's end cannot make it disappear; part minutes are cut from what lies inside the window.
 */
export function measureDowntime(
  { counted, excluded }: { readonly counted: readonly Interval[]; readonly excluded: readonly Interval[] },
  rule: DowntimeRule,
  window: Interval,
): MeasuredDowntime {
  const spans = subtractIntervals(counted, excluded);
  const longEnough = spans.filter((span) => lengthOf(span) >= rule.minimumMinutes * MINUTE_MS);
  const tooShort = clipIntervals(
    spans.filter((span) => lengthOf(span) < rule.minimumMinutes * MINUTE_MS),
    window,
  );
  const clipped = clipIntervals(longEnough, window);
  const intervals = rule.wholeMinutesOnly ? clipped.map(wholeMinutes).filter((span) => lengthOf(span) > 0) : clipped;
  const ms = totalMs(intervals);
  return {
    intervals,
    ms,
    tooShort: { spans: tooShort.length, ms: totalMs(tooShort) },
    partialMs: totalMs(clipped) - ms,
  };
}

function lengthOf({ startedAt, endedAt }: Interval): number {
  return endedAt - startedAt;
}

function wholeMinutes(span: Interval): Interval {
  return {
    startedAt: span.startedAt,
    endedAt: span.startedAt + Math.floor(lengthOf(span) / MINUTE_MS) * MINUTE_MS,
  };
}

/** Length of intervals that do not overlap. */
function totalMs(disjoint: readonly Interval[]): number {
  return disjoint.reduce((sum, span) => sum + lengthOf(span), 0);
}

/** Uptime, tier and credit of so much downtime in the window. */
export function figuresOf(
  terms: PolicyTerms,
  window: AssessedWindow,
  downtime: Pick<MeasuredDowntime, 'ms' | 'intervals'>,
): Figures {
  const tier = earnedTier(terms, downtime.ms, window.ms);
  const credit = tier && tier.credit.amount > 0 ? capCredit(terms, tier.credit) : null;
  return {
    downtime: { ms: downtime.ms, intervals: downtime.intervals },
    uptime: uptimeOf(downtime.ms, window.ms),
    tier,
    credit,
  };
}

/** The exact share of the window without downtime. */
export function uptimeOf(downMs: number, windowMs: number): Uptime {
  const upMs = windowMs - downMs;
  return {
    exact: `${upMs}/${windowMs}`,
    percent: percentDown({ numerator: BigInt(upMs), denominator: BigInt(windowMs) }, 6),
  };
}

/** The parts of the window in which nobody knows the state, apart from those of which something is known. */
export function unknownIn(window: Interval, unknown: readonly Interval[], known: readonly Interval[]): Interval[] {
  return subtractIntervals(clipIntervals(mergeIntervals(unknown), window), known);
}
