import { type Interval, mergeIntervals } from '../interval.ts';
import type { Credit, Figures, OutageRow, Verdict } from './assessment.ts';
import { figuresOf, type MeasuredDowntime, measureDowntime, unknownIn } from './downtime.ts';
import { type RowContext, type SortedRows, sortRows } from './sort-rows.ts';

/** What one service's rows come to: certainly, at most, and what is reported. */
export interface Weighed {
  readonly sorted: SortedRows;
  readonly verdict: Verdict;
  readonly certain: Figures;
  /** The figures to report: the certain ones, or what it would be when the verdict depends. */
  readonly reported: Figures;
  readonly measured: MeasuredDowntime;
  /** Downtime that only the disputed rows add. */
  readonly disputedMs: number;
  readonly unknown: readonly Interval[];
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
    disputedMs: readings.possible.ms - readings.certain.ms,
    unknown: readings.unknown,
    creditIfUnknownDown: creditIfUnknownDown({ readings, reported, depends }, context),
    creditOfAllSources: sorted.sources.others.length > 0 ? creditOfAllSources(rows, context) : undefined,
  };
}

interface Counted {
  readonly counted: readonly Interval[];
  readonly excluded: readonly Interval[];
}

interface Readings {
  readonly certain: MeasuredDowntime;
  readonly possible: MeasuredDowntime;
  readonly certainInput: Counted;
  readonly possibleInput: Counted;
  readonly unknown: readonly Interval[];
}

function readingsOf(sorted: SortedRows, { terms, window }: RowContext): Readings {
  const { counted, disputed, maintenance } = sorted;
  const planned = [...maintenance.excluded, ...maintenance.counted, ...maintenance.disputed];
  const unknown = unknownIn(window, sorted.unknown, [...counted, ...disputed, ...planned]);
  const asDown = terms.downtime.unknown === 'down' ? sorted.unknown : [];
  const certainInput = {
    counted: mergeIntervals([...counted, ...maintenance.counted, ...asDown]),
    excluded: [...maintenance.excluded, ...maintenance.disputed],
  };
  const possibleInput = {
    counted: [...certainInput.counted, ...disputed, ...maintenance.disputed],
    excluded: maintenance.excluded,
  };
  return {
    certain: measureDowntime(certainInput, terms.downtime, window),
    possible: measureDowntime(possibleInput, terms.downtime, window),
    certainInput,
    possibleInput,
    unknown,
  };
}

function compareReadings(
  readings: Readings,
  { terms, window }: RowContext,
): { readonly certain: Figures; readonly possible: Figures; readonly depends: boolean } {
  const certain = figuresOf(terms, window, readings.certain);
  const possible = figuresOf(terms, window, readings.possible);
  return { certain, possible, depends: certain.credit?.amount !== possible.credit?.amount };
}

function creditIfUnknownDown(
  {
    readings,
    reported,
    depends,
  }: { readonly readings: Readings; readonly reported: Figures; readonly depends: boolean },
  { terms, window }: RowContext,
): Credit | null | undefined {
  if (readings.unknown.length === 0 || terms.downtime.unknown === 'down') return undefined;
  const base = depends ? readings.possibleInput : readings.certainInput;
  const counted = [...base.counted, ...readings.unknown];
  const { credit } = figuresOf(terms, window, measureDowntime({ ...base, counted }, terms.downtime, window));
  return credit?.amount === reported.credit?.amount ? undefined : credit;
}

function creditOfAllSources(rows: readonly OutageRow[], context: RowContext): Credit | null {
  const { certain, possible, depends } = compareReadings(readingsOf(sortRows(rows, context, 'all'), context), context);
  return (depends ? possible : certain).credit;
}
