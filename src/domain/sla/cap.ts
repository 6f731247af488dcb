import { currencyDigits } from '../credits/amount.ts';
import type { AssessedWindow, Credit, WindowFee } from './assessment.ts';
import { unitOfCredits } from './credit-unit.ts';
import { exactNumber, type Fraction, floor, parseDecimal, times } from './fraction.ts';
import { daysIn } from './minimum.ts';
import type { CapRule, PolicyTerms } from './policy.ts';
import { exactFee, wholeFee } from './window-fee.ts';

export interface CapContext {
  readonly window: AssessedWindow;
  readonly fee?: WindowFee | undefined;
}

/** The most that the terms grant, in the unit of their credits, rounded down; null where there is no cap or the fee must be known. */
export function capOf(terms: PolicyTerms, context: CapContext): Credit | null {
  const { cap } = terms;
  if (!cap) return null;
  const { unit, currency } = unitOfCredits(terms, context.fee);
  const exact = exactCap(cap, unit, { ...context, currency });
  if (!exact) return null;
  return { unit, amount: exactNumber(floor(exact)), ...(currency === null ? {} : { currency }) };
}

interface ExactContext extends CapContext {
  readonly currency: string | null;
}

function exactCap(cap: CapRule, unit: Credit['unit'], context: ExactContext): Fraction | null {
  const amount = parseDecimal(cap.amount);
  if ((cap.unit ?? 'credit') === 'credit') return scaled(amount, unitsPerOne(unit, context.currency));
  const days = BigInt(daysIn(context.window.ms));
  const ofFee =
    cap.unit === 'percent-of-fee'
      ? { numerator: amount.numerator, denominator: amount.denominator * 100n }
      : { numerator: amount.numerator, denominator: amount.denominator * days };
  if (unit === 'days') return scaled(ofFee, days);
  if (unit === 'percent') return scaled(ofFee, 1_000_000n);
  const { fee, currency } = context;
  if (!fee || fee.currency !== currency) return null;
  return times(ofFee, cap.unit === 'percent-of-fee' ? exactFee(fee) : wholeFee(fee));
}

function unitsPerOne(unit: Credit['unit'], currency: string | null): bigint {
  if (unit === 'percent') return 10_000n;
  return unit === 'days' || currency === null ? 1n : 10n ** BigInt(currencyDigits(currency));
}

function scaled({ numerator, denominator }: Fraction, by: bigint): Fraction {
  return { numerator: numerator * by, denominator };
}

/** A credit cut to the cap of the policy. */
export function capCredit(terms: PolicyTerms, credit: Credit, context: CapContext): Credit {
  const cap = capOf(terms, context);
  return cap && credit.amount > cap.amount ? cap : credit;
}
