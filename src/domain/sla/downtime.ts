import { clipIntervals, type Interval, mergeIntervals, overlaps, subtractIntervals } from '../interval.ts';
import { type Instant, MINUTE_MS } from '../time.ts';
import type { Figures, Uptime } from './assessment.ts';
import { capCredit } from './cap.ts';
import { asDecimal, dividedBy, type Fraction, floor, minus, percentDown, wholeNumber } from './fraction.ts';
import { isPaid } from './minimum.ts';
import type { DowntimeRule } from './policy.ts';
import type { RowContext } from './sort-rows.ts';
import { earnedTier } from './tier.ts';
import { clipWeighted, heaviestOf, lostIn, type WeightedSpan } from './weigh-spans.ts';

/** Downtime of one window, and what the contract's minimum length and whole minutes took away. */
export interface MeasuredDowntime {
  readonly intervals: readonly Interval[];
  /** When the first of them began, before the window cut it. */
  readonly beganAt: Instant | undefined;
  /** The intervals again, cut where the weight changes. */
  readonly spans: readonly WeightedSpan[];
  /** Length of the intervals, weights aside. */
  readonly spanMs: number;
  /** Milliseconds that count after weights. */
  readonly lost: Fraction;
  /** The same, rounded down. */
  readonly ms: number;
  readonly tooShort: { readonly spans: number; readonly ms: number };
  readonly partialMs: number;
}

/** What is weighed of one service. */
export interface CountedTime {
  readonly counted: readonly WeightedSpan[];
  readonly excluded: readonly Interval[];
  /** By people: takes away its own time and no more, however short it leaves the rest. */
  readonly takenOut?: readonly Interval[] | undefined;
}

/**
 * The union of what counts without what is excluded. A span is long enough or not before the window or a person cuts it, so that
 * neither can make the rest of it disappear; part minutes are cut from what lies inside the window.
 */
export function measureDowntime(
  { counted, excluded, takenOut = [] }: CountedTime,
  rule: DowntimeRule,
  window: Interval,
): MeasuredDowntime {
  const all = subtractIntervals(counted, excluded);
  const longEnough = all.filter((span) => lengthOf(span) >= rule.minimumMinutes * MINUTE_MS);
  const short = all.filter((span) => lengthOf(span) < rule.minimumMinutes * MINUTE_MS);
  const tooShort = subtractIntervals(clipIntervals(short, window), takenOut);
  const clipped = clipIntervals(longEnough, window);
  const whole = rule.wholeMinutesOnly ? clipped.map(wholeMinutes).filter((span) => lengthOf(span) > 0) : clipped;
  const intervals = subtractIntervals(whole, takenOut);
  const spanMs = totalMs(intervals);
  const [first] = intervals;
  return {
    ...weighed(counted, intervals),
    intervals,
    beganAt: first && longEnough.find((span) => overlaps(span, first))?.startedAt,
    spanMs,
    tooShort: { spans: tooShort.length, ms: totalMs(tooShort) },
    partialMs: totalMs(clipped) - totalMs(whole),
  };
}

/** What spans cost inside disjoint intervals. */
function weighed(
  counted: readonly WeightedSpan[],
  intervals: readonly Interval[],
): Pick<MeasuredDowntime, 'spans' | 'lost' | 'ms'> {
  const spans = clipWeighted(heaviestOf(counted), intervals);
  const lost = lostIn(spans);
  return { spans, lost, ms: Number(floor(lost)) };
}

/** Several services as one that is up only while each of them is. */
export function joinDowntime(
  parts: readonly Pick<MeasuredDowntime, 'spans' | 'beganAt'>[],
): Pick<MeasuredDowntime, JoinedKeys> {
  const spans = parts.flatMap((part) => part.spans);
  const intervals = mergeIntervals(spans);
  const beganAt = parts.flatMap((part) => part.beganAt ?? []).toSorted((a, b) => a - b)[0];
  return { ...weighed(spans, intervals), intervals, beganAt, spanMs: totalMs(intervals) };
}

type JoinedKeys = 'intervals' | 'beganAt' | 'spans' | 'spanMs' | 'lost' | 'ms';

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

/** Uptime, tier and credit of so much downtime in a window of which so much is divided. */
export function figuresOf(
  context: RowContext,
  downtime: Pick<MeasuredDowntime, 'ms' | 'lost' | 'intervals'>,
  knownMs: number,
): Figures {
  const { terms } = context;
  const tier = earnedTier(context, downtime.lost, knownMs);
  const credit = tier && tier.credit.amount > 0 ? capCredit(terms, tier.credit, context) : null;
  return {
    downtime: { ms: downtime.ms, intervals: downtime.intervals },
    uptime: uptimeOf(downtime.lost, knownMs),
    tier,
    credit: credit && isPaid(credit, context) ? credit : null,
  };
}

/** The exact share of so much time without downtime. */
export function uptimeOf(lost: Fraction, knownMs: number): Uptime {
  const known = wholeNumber(knownMs);
  const up = minus(known, lost);
  return { exact: `${asDecimal(up)}/${knownMs}`, percent: percentDown(dividedBy(up, known), 6) };
}

/** The parts of the window in which nobody knows the state, apart from those of which something is known. */
export function unknownIn(window: Interval, unknown: readonly Interval[], known: readonly Interval[]): Interval[] {
  return subtractIntervals(clipIntervals(mergeIntervals(unknown), window), known);
}
