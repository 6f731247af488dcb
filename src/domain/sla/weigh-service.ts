import { clipIntervals, type Interval, intersectIntervals, mergeIntervals, unionMs } from '../interval.ts';
import type { Credit, Figures, OutageRow, Verdict } from './assessment.ts';
import { type CountedTime, figuresOf, type MeasuredDowntime, measureDowntime, unknownIn } from './downtime.ts';
import { readTerms } from './read-terms.ts';
import { type RowContext, type SortedRows, sortRows } from './sort-rows.ts';
import { type WeightedSpan, WHOLE } from './weigh-spans.ts';

/** What one service's rows come to: certainly, at most, and what is reported. */
export interface Weighed {
  readonly sorted: SortedRows;
  readonly verdict: Verdict;
  readonly certain: Figures;
  /** The figures to report: the certain ones, or what it would be when the verdict depends. */
  readonly reported: Figures;
  readonly measured: MeasuredDowntime;
  readonly measuredCertain: MeasuredDowntime;
  readonly measuredPossible: MeasuredDowntime;
  /** Downtime that only the disputed rows add. */
  readonly disputedMs: number;
  readonly unknown: readonly Interval[];
  /** How much of the window is divided: all of it, unless the policy takes out what nobody knows. */
  readonly knownMs: number;
  /** Downtime that each exclusion takes away, in the order of the input. */
  readonly takenAwayMs: readonly number[];
  /** The credit if all unknown time had been downtime; undefined when that changes nothing. */
  readonly creditIfUnknownDown: Credit | null | undefined;
  /** The credit with every source taken together; undefined when all rows were taken anyway. */
  readonly creditOfAllSources: Credit | null | undefined;
}

/** Weighs the rows of one covered service twice: without and with what is open to dispute. */
export function weighService(rows: readonly OutageRow[], context: RowContext): Weighed {
  const sorted = sortRows(rows, context);
  const readings = readingsOf(sorted, context);
  const { certain, possible, depends } = compareReadings(readings, context);
  const measured = depends ? readings.possible : readings.certain;
  const reported = depends ? possible : certain;
  return {
    sorted,
    verdict: depends ? 'depends' : certain.credit ? 'owed' : 'not-owed',
    certain,
    reported,
    measured,
    measuredCertain: readings.certain,
    measuredPossible: readings.possible,
    disputedMs: readings.possible.ms - readings.certain.ms,
    unknown: readings.unknown,
    knownMs: readings.knownMs,
    takenAwayMs: takenAway(depends ? readings.possibleInput : readings.certainInput, context),
    creditIfUnknownDown: creditIfUnknownDown({ readings, reported, depends }, context),
    creditOfAllSources: sorted.sources.others.length > 0 ? creditOfAllSources(rows, context) : undefined,
  };
}

interface Readings {
  readonly certain: MeasuredDowntime;
  readonly possible: MeasuredDowntime;
  readonly certainInput: CountedTime;
  readonly possibleInput: CountedTime;
  readonly unknown: readonly Interval[];
  readonly knownMs: number;
}

function readingsOf(sorted: SortedRows, { terms, window, exclusions = [] }: RowContext): Readings {
  const { counted, disputed, maintenance } = sorted;
  const { weights } = readTerms(terms);
  const planned = [...maintenance.excluded, ...maintenance.counted, ...maintenance.disputed];
  const unknown = unknownIn(window, sorted.unknown, [...counted, ...disputed, ...planned]);
  const asDown = terms.downtime.unknown === 'down' ? weightedAs(sorted.unknown, weights.unknown) : [];
  const worked = (spans: readonly Interval[]): WeightedSpan[] => weightedAs(spans, weights.maintenance);
  const certainInput = {
    counted: [...counted, ...worked(maintenance.counted), ...asDown],
    excluded: [...maintenance.excluded, ...maintenance.disputed],
    takenOut: exclusions,
  };
  const possibleInput = {
    counted: [...certainInput.counted, ...disputed, ...worked(maintenance.disputedWork)],
    excluded: maintenance.excluded,
    takenOut: exclusions,
  };
  const isDisputed = disputed.length > 0 || maintenance.disputed.length > 0;
  const certain = measureDowntime(certainInput, terms.downtime, window);
  return {
    certain,
    possible: isDisputed ? measureDowntime(possibleInput, terms.downtime, window) : certain,
    certainInput,
    possibleInput,
    unknown,
    knownMs: knownOf(unknown, { terms, window }),
  };
}

function weightedAs(spans: readonly Interval[], weight = WHOLE): WeightedSpan[] {
  if (weight === 0) return [];
  return spans.map(({ startedAt, endedAt }) => ({ startedAt, endedAt, weight }));
}

/** A window of which nothing is known is divided whole: no downtime in it is known either. */
export function knownOf(unknown: readonly Interval[], { terms, window }: Pick<RowContext, 'terms' | 'window'>): number {
  if (terms.downtime.unknown !== 'excluded') return window.ms;
  return window.ms - unionMs(unknown) || window.ms;
}

function takenAway({ counted }: CountedTime, { window, exclusions = [] }: RowContext): number[] {
  if (exclusions.length === 0) return [];
  const down = clipIntervals(mergeIntervals(counted), window);
  return exclusions.map((span) => unionMs(intersectIntervals(down, [span])));
}

function compareReadings(
  readings: Readings,
  context: RowContext,
): { readonly certain: Figures; readonly possible: Figures; readonly depends: boolean } {
  const certain = figuresOf(context, readings.certain, readings.knownMs);
  if (readings.possible === readings.certain) return { certain, possible: certain, depends: false };
  const possible = figuresOf(context, readings.possible, readings.knownMs);
  // A tier may leave a gap below it, in which more downtime earns less: nobody would assert that.
  return { certain, possible, depends: (possible.credit?.amount ?? 0) > (certain.credit?.amount ?? 0) };
}

function creditIfUnknownDown(
  {
    readings,
    reported,
    depends,
  }: { readonly readings: Readings; readonly reported: Figures; readonly depends: boolean },
  context: RowContext,
): Credit | null | undefined {
  const { terms, window } = context;
  if (readings.unknown.length === 0 || terms.downtime.unknown === 'down') return undefined;
  const base = depends ? readings.possibleInput : readings.certainInput;
  const counted = [...base.counted, ...weightedAs(readings.unknown)];
  const measured = measureDowntime({ ...base, counted }, terms.downtime, window);
  const { credit } = figuresOf(context, measured, window.ms);
  return credit?.amount === reported.credit?.amount ? undefined : credit;
}

function creditOfAllSources(rows: readonly OutageRow[], context: RowContext): Credit | null {
  const { certain, possible, depends } = compareReadings(readingsOf(sortRows(rows, context, 'all'), context), context);
  return (depends ? possible : certain).credit;
}
