import type { Interval } from '../interval.ts';
import type { Fraction } from '../sla/fraction.ts';
import { addDays, addMonthsToDay, dayOf, daysBetween } from '../time.ts';
import type { BillingPlan } from '../words.ts';
import { type FeeHistory, type FeeState, stateOn } from './fee-history.ts';
import { fraction } from './rational.ts';

/** A run of days of one month in which the same fee holds. */
export interface FeePiece {
  readonly from: string;
  /** Its last day. */
  readonly to: string;
  readonly days: number;
  /** The days of the month it lies in: a calendar month, or a billing month where the window is one. */
  readonly ofDays: number;
  /** The fee for one month or year, of the contract or of a seat. */
  readonly priceMinor: number;
  /** Set where the fee is one seat's. */
  readonly seats: number | null;
  readonly plan: BillingPlan;
}

/** Why no sum of money can be named. */
export type FeeUnknown = 'no-fee' | 'no-seats' | 'no-plan' | 'outside-term' | 'term-open' | 'too-large';

export type FeePieces =
  | { readonly known: true; readonly currency: string; readonly pieces: readonly FeePiece[] }
  | { readonly known: false; readonly reason: FeeUnknown };

/** The days of a window that the contract covers, cut where a month ends and where the fee changes. */
export function feePieces(history: FeeHistory, window: Interval): FeePieces {
  const { currency, states } = history;
  if (currency === null) return { known: false, reason: 'no-fee' };
  const pieces: FeePiece[] = [];
  for (const run of runsOf(history, window)) {
    const price = priceOf(stateOn(states, run.from));
    if (typeof price === 'string') return { known: false, reason: price };
    pieces.push({ ...run, ...price });
  }
  if (pieces.length === 0) return { known: false, reason: 'outside-term' };
  return { known: true, currency, pieces };
}

type Run = Pick<FeePiece, 'from' | 'to' | 'days' | 'ofDays'>;

function runsOf({ zone, startsAt, endsAt, states }: FeeHistory, window: Interval): Run[] {
  const first = dayOf(window.startedAt, zone);
  const after = dayAfter(window.endedAt, zone);
  const begins = laterDay(first, dayOf(startsAt, zone));
  const ends = endsAt === null ? after : earlierDay(after, dayAfter(endsAt, zone));
  const runs: Run[] = [];
  for (let index = 0, month = first; month < ends; index += 1, month = addMonthsToDay(first, index)) {
    const next = addMonthsToDay(first, index + 1);
    const [from, until] = [laterDay(month, begins), earlierDay(next, ends)];
    const cuts = states.map((state) => state.from).filter((day) => day > from && day < until);
    const edges = [...new Set([from, ...cuts, until])].toSorted();
    for (const [at, edge] of edges.entries()) {
      const end = edges[at + 1];
      if (end === undefined || from >= until) continue;
      runs.push({ from: edge, to: addDays(end, -1), days: daysBetween(edge, end), ofDays: daysBetween(month, next) });
    }
  }
  return runs;
}

function priceOf(
  state: FeeState | undefined,
): Extract<FeeUnknown, 'no-fee' | 'no-seats' | 'no-plan'> | Pick<FeePiece, 'priceMinor' | 'seats' | 'plan'> {
  if (state === undefined || state.feeMinor === null) return 'no-fee';
  if (state.billingPlan === null) return 'no-plan';
  if (state.feePer === 'seat' && state.seats === null) return 'no-seats';
  const seats = state.feePer === 'seat' ? state.seats : null;
  return { priceMinor: state.feeMinor, seats, plan: state.billingPlan };
}

/** The fee of a whole month or year at the price of a piece. */
export function fullPrice({ priceMinor, seats }: FeePiece): Fraction {
  return fraction(BigInt(priceMinor) * BigInt(seats ?? 1));
}

/** The calendar days of a window. */
export function daysOf(window: Interval, zone: string): number {
  return daysBetween(dayOf(window.startedAt, zone), dayAfter(window.endedAt, zone));
}

/** The first day that no longer belongs to a span which ends at `at`. */
function dayAfter(at: number, zone: string): string {
  return addDays(dayOf(at - 1, zone), 1);
}

function laterDay(a: string, b: string): string {
  return a > b ? a : b;
}

function earlierDay(a: string, b: string): string {
  return a < b ? a : b;
}
