import type { BulkItemState, BulkOutcome, BulkPlan, CreditUnit } from '#domain/words';
import type { CreditAmount } from '../amount.ts';
import { addUp } from './sum-affected.ts';

/** One contract of a step, as far as the sums need it. */
export interface CountedItem {
  readonly unit: CreditUnit;
  readonly currency: string | null;
  readonly plannedAmount: number;
  readonly planned: BulkPlan;
  readonly state: BulkItemState;
  readonly outcome: BulkOutcome | null;
  readonly doneAmount: number | null;
}

export interface BulkProgress {
  /** Planned to be done at once, and after a second operator. */
  readonly toDo: number;
  readonly toSecond: number;
  readonly refused: number;
  readonly waiting: number;
  readonly done: number;
  /** Of what is done: how many wait for a second operator. */
  readonly second: number;
  /** What is planned, or was done so far; percentages of different fees have no sum. */
  readonly planned: readonly CreditAmount[];
  readonly given: readonly CreditAmount[];
}

/** How far a step is and what it comes to. */
export function bulkProgress(items: readonly CountedItem[]): BulkProgress {
  const count = (wanted: (item: CountedItem) => boolean): number => items.filter(wanted).length;
  const planned = items.filter((item) => item.planned !== 'refuse');
  const made = items.filter(({ outcome }) => outcome === 'granted' || outcome === 'asked');
  return {
    toDo: count((item) => item.planned === 'do'),
    toSecond: count((item) => item.planned === 'second'),
    refused: count(({ state }) => state === 'refused'),
    waiting: count(({ state }) => state === 'waiting'),
    done: count(({ state }) => state === 'done'),
    second: count(({ outcome }) => outcome === 'second'),
    planned: sums(planned, ({ plannedAmount }) => plannedAmount),
    given: sums(made, ({ doneAmount }) => doneAmount ?? 0),
  };
}

function sums(items: readonly CountedItem[], amount: (item: CountedItem) => number): CreditAmount[] {
  const added = items.filter(({ unit }) => unit !== 'percent');
  return addUp(added.map((item) => ({ unit: item.unit, currency: item.currency, value: amount(item) })));
}
