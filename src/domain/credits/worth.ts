import type { Interval } from '../interval.ts';
import type { Fraction } from '../sla/fraction.ts';
import type { FeeBase } from '../sla/policy.ts';
import { addMonthsToDay, dayOf, dayStart, daysBetween } from '../time.ts';
import type { BillingPlan } from '../words.ts';
import type { CreditAmount } from './amount.ts';
import { exactFee, type FeeStep } from './fee.ts';
import type { FeeHistory } from './fee-history.ts';
import { type FeePiece, type FeeUnknown, feePieces, fullPrice } from './fee-pieces.ts';
import { fraction, halfUp, halfUpIfExact, NOTHING, plus, printFraction, times } from './rational.ts';

/** What the value of a credit is worked out from. */
export interface WorthBasis {
  readonly history: FeeHistory;
  /** The window the credit is for. */
  readonly window: Interval;
  /** What a percentage is taken of. */
  readonly feeBase: FeeBase;
}

/** How the value came about, in the order in which it is told. */
export type WorthStep =
  | FeeStep
  | {
      readonly code: 'day-value';
      readonly values: {
        readonly from: string;
        readonly to: string;
        readonly plan: BillingPlan;
        /** The fee of the month or year, and the days it is divided by. */
        readonly feeMinor: number;
        readonly ofDays: number;
        readonly currency: string;
      };
    }
  | {
      readonly code: 'days-worth';
      readonly values: { readonly days: number; readonly minor: number; readonly currency: string };
    }
  | {
      readonly code: 'percent-worth';
      readonly values: {
        readonly ppm: number;
        readonly feeMinor: number;
        readonly minor: number;
        readonly currency: string;
      };
    }
  | { readonly code: 'fee-shared'; readonly values: { readonly services: number } }
  | { readonly code: 'next-month'; readonly values: Record<never, never> };

/** A credit in money; plain data, may be stored as JSON. */
export type Worth =
  | {
      readonly known: true;
      readonly currency: string;
      readonly minor: number;
      /** `N/D` in minor units, exact. */
      readonly exact: string;
      /** The fee covers several services and the credit is of one of them: it is worth this or less. */
      readonly atMost: boolean;
      readonly steps: readonly WorthStep[];
    }
  | { readonly known: false; readonly reason: FeeUnknown };

const PPM = 1_000_000;

/** The value of any credit in money, or the reason why none can be named. */
export function worthOf(credit: CreditAmount, basis: WorthBasis): Worth {
  if (credit.unit === 'money') return moneyWorth(credit);
  return credit.unit === 'days' ? daysWorth(credit.value, basis) : percentWorth(credit.value, basis);
}

function moneyWorth({ value, currency }: CreditAmount): Worth {
  if (currency === null) return { known: false, reason: 'no-fee' };
  return { known: true, currency, minor: value, exact: `${value}/1`, atMost: false, steps: [] };
}

/** Days × the value of a day; where the fee changed inside the window, its days are averaged. */
function daysWorth(days: number, { history, window }: WorthBasis): Worth {
  const found = feePieces(history, window);
  if (!found.known) return found;
  const { currency, pieces } = found;
  const valued = pieces.map((piece) => ({ piece, ...dayValue(piece, history) }));
  const all = pieces.reduce((sum, piece) => sum + piece.days, 0);
  const sum = valued.reduce((total, { piece, value }) => plus(total, times(value, fraction(piece.days))), NOTHING);
  const exact = times(sum, fraction(days, all));
  const minor = halfUpIfExact(exact);
  if (minor === undefined) return { known: false, reason: 'too-large' };
  const steps: WorthStep[] = valued.map(({ piece, ofDays }) => {
    const { from, to, plan } = piece;
    return { code: 'day-value', values: { from, to, plan, feeMinor: halfUp(fullPrice(piece)), ofDays, currency } };
  });
  steps.push({ code: 'days-worth', values: { days, minor, currency } });
  return { known: true, currency, minor, exact: printFraction(exact), atMost: false, steps };
}

/** Of a monthly plan the month's fee by the days of that month, of a yearly one the year's fee by the days of that term year. */
function dayValue(piece: FeePiece, history: FeeHistory): { readonly value: Fraction; readonly ofDays: number } {
  const ofDays = piece.plan === 'yearly' ? daysOfTermYear(history, piece.from) : piece.ofDays;
  return { value: times(fullPrice(piece), fraction(1, ofDays)), ofDays };
}

/** The days from one anniversary of the contract's first day to the next, around a day. */
function daysOfTermYear({ startsAt, zone }: FeeHistory, day: string): number {
  const first = dayOf(startsAt, zone);
  const years = Math.max(0, Number(day.slice(0, 4)) - Number(first.slice(0, 4)));
  const begun = addMonthsToDay(first, years * 12) <= day ? years : Math.max(0, years - 1);
  return daysBetween(addMonthsToDay(first, begun * 12), addMonthsToDay(first, (begun + 1) * 12));
}

function percentWorth(ppm: number, basis: WorthBasis): Worth {
  const { history, feeBase } = basis;
  const span = feeSpan(basis);
  if (span === undefined) return { known: false, reason: 'term-open' };
  const found = feePieces(history, span);
  if (!found.known) return found;
  const { currency, pieces } = found;
  const fee = exactFee(pieces);
  const exact = times(fee, fraction(ppm, PPM));
  const [feeMinor, minor] = [halfUpIfExact(fee), halfUpIfExact(exact)];
  if (feeMinor === undefined || minor === undefined) return { known: false, reason: 'too-large' };
  const atMost = history.services > 1 && feeBase !== 'whole-invoice' && feeBase !== 'term';
  const steps: WorthStep[] = feeBase === 'next-service-invoice' ? [{ code: 'next-month', values: {} }] : [];
  steps.push(...pieces.map((piece) => ({ code: 'fee-piece', values: { ...piece, currency } }) as const));
  steps.push({ code: 'percent-worth', values: { ppm, feeMinor, minor, currency } });
  if (atMost) steps.push({ code: 'fee-shared', values: { services: history.services } });
  return { known: true, currency, minor, exact: printFraction(exact), atMost, steps };
}

/** The span whose fee a percentage is taken of; undefined where it has no end. */
export function feeSpan({ history, window, feeBase }: WorthBasis): Interval | undefined {
  const { zone, startsAt, endsAt } = history;
  if (feeBase === 'term') return endsAt === null ? undefined : { startedAt: startsAt, endedAt: endsAt };
  if (feeBase !== 'next-service-invoice') return window;
  const next = dayOf(window.endedAt, zone);
  return { startedAt: window.endedAt, endedAt: dayStart(addMonthsToDay(next, 1), zone) };
}
