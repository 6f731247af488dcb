import type { UnitOfCredits } from '../sla/credit-unit.ts';
import { DAY_MS, type Instant } from '../time.ts';
import { CREDIT_UNITS, type CreditUnit } from '../words.ts';
import { currencyDigits } from './amount.ts';

const SET_DIGITS = 2;

/** Above which sum of each unit a second operator confirms; null for none. */
export type SecondSums = Readonly<Record<CreditUnit, number | null>>;

/** Lower sums that still hold after they were raised. */
export interface Easing {
  readonly secondAbove: SecondSums;
  readonly until: Instant;
}

export interface SetSums {
  readonly secondAbove: SecondSums;
  readonly easing: Easing | null;
}

/** The sums that count at `now`: a raised one counts a day later, so that nobody raises it, grants above it and sets it back alone. */
export function sumsInForce({ secondAbove, easing }: SetSums, now: Instant): SecondSums {
  if (easing === null || now >= easing.until) return secondAbove;
  return {
    ...secondAbove,
    ...Object.fromEntries(CREDIT_UNITS.map((unit) => [unit, lower(unit, secondAbove, easing)])),
  };
}

/** The sum in the smallest unit of a credit; money is set in hundredths, whatever its currency. */
export function secondAboveIn(sums: SecondSums, { unit, currency }: UnitOfCredits): number | null {
  const sum = sums[unit];
  if (sum === null || currency === null) return sum;
  const digits = currencyDigits(currency);
  return digits < SET_DIGITS ? Math.floor(sum / 10 ** (SET_DIGITS - digits)) : sum * 10 ** (digits - SET_DIGITS);
}

/** What still holds once the sums are set anew. */
export function easingOf(before: SetSums, secondAbove: SecondSums, now: Instant): Easing | null {
  if (CREDIT_UNITS.every((unit) => secondAbove[unit] === before.secondAbove[unit])) return before.easing;
  const held = sumsInForce(before, now);
  const raised = CREDIT_UNITS.some((unit) => bound(secondAbove[unit]) > bound(held[unit]));
  return raised ? { secondAbove: held, until: now + DAY_MS } : null;
}

function lower(unit: CreditUnit, sums: SecondSums, easing: Easing): number | null {
  return bound(sums[unit]) < bound(easing.secondAbove[unit]) ? sums[unit] : easing.secondAbove[unit];
}

function bound(sum: number | null): number {
  return sum ?? Number.POSITIVE_INFINITY;
}
