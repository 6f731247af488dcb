import { currencyDigits } from '../credits/amount.ts';
import { DAY_MS } from '../time.ts';
import type { Credit } from './assessment.ts';
import { compareFractions, type Fraction, parseDecimal, times } from './fraction.ts';
import type { RowContext } from './sort-rows.ts';
import { exactFee, wholeFee } from './window-fee.ts';

const ALL_PPM = 1_000_000n;

/** Whether a credit comes to more than the least that is paid; where that cannot be reckoned it is taken to. */
export function isPaid(credit: Credit, context: RowContext): boolean {
  const { minimum } = context.terms.credit;
  const worth = worthIn(credit, context, minimum?.currency);
  if (!minimum || !worth) return true;
  const least = parseDecimal(minimum.amount);
  const digits = 10n ** BigInt(currencyDigits(minimum.currency));
  return compareFractions(worth, { numerator: least.numerator * digits, denominator: least.denominator }) > 0;
}

/** Minor units of a currency that a credit comes to; undefined where the fee is not known or in another one. */
export function worthIn(
  credit: Credit,
  { fee, window }: Pick<RowContext, 'fee' | 'window'>,
  currency: string | undefined,
): Fraction | undefined {
  if (credit.unit === 'money') {
    return credit.currency === currency ? { numerator: BigInt(credit.amount), denominator: 1n } : undefined;
  }
  if (!fee || fee.currency !== currency) return undefined;
  const amount = BigInt(credit.amount);
  if (credit.unit === 'percent') return times(exactFee(fee), { numerator: amount, denominator: ALL_PPM });
  return times(wholeFee(fee), { numerator: amount, denominator: BigInt(daysIn(window.ms)) });
}

/** The calendar days of a window: an hour more or less of a change of clocks makes no day. */
export function daysIn(windowMs: number): number {
  return Math.max(1, Math.round(windowMs / DAY_MS));
}
