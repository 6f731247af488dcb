import type { Interval } from '../interval.ts';
import type { Credit, WindowFee } from '../sla/assessment.ts';
import { isSameUnit, type UnitOfCredits } from '../sla/credit-unit.ts';
import { dividedBy, type Fraction, floor, times, wholeNumber } from '../sla/fraction.ts';
import type { CreditRule } from '../sla/policy.ts';
import { exactFee } from '../sla/window-fee.ts';
import type { ContractWindow } from './assess-contract.ts';
import { feeOfWindow } from './fee.ts';
import type { FeeHistory } from './fee-history.ts';
import { fraction } from './rational.ts';
import { type SecondSums, secondAboveIn } from './second-sums.ts';
import { worthOf } from './worth.ts';

/** Of what a decision gives: everything by which the sum for a second operator is found in its unit. */
export interface BoundQuestion {
  readonly credit: UnitOfCredits;
  readonly sums: SecondSums;
  readonly rule: CreditRule;
  readonly window: Interval;
  /** What the arithmetic of the window reckons with. */
  readonly fee: WindowFee | undefined;
  /** What the contract was said to cost at any time since the window began. */
  readonly histories: readonly FeeHistory[];
  /** What the window was said to owe before, and what was claimed of it. */
  readonly earlier: readonly Credit[];
}

/**
 * The sum above which a second operator is needed, in the unit of the credit; null for none. No correction of a contract gets round
 * it: a sum set in money holds, by the highest fee that was recorded, also where the credit is no money any more; where nobody knows
 * what the credit is worth, or more was owed in another unit than one operator may give, it is zero.
 */
export function secondBound(question: BoundQuestion): number | null {
  const { credit, sums, earlier } = question;
  const wasAbove = earlier.some((one) => {
    const unit = { unit: one.unit, currency: one.currency ?? null };
    const bound = secondAboveIn(sums, unit);
    return !isSameUnit(unit, credit) && bound !== null && one.amount > bound;
  });
  const bounds = [wasAbove ? 0 : null, secondAboveIn(sums, credit), boundByFee(question)];
  const set = bounds.filter((bound) => bound !== null);
  return set.length === 0 ? null : Math.min(...set);
}

/** What one assessment of a window owes, in whatever unit. */
export function creditsIn({ assessment, lines }: ContractWindow): Credit[] {
  const { credit } = assessment.total;
  return credit ? [credit] : lines.flatMap(({ line }) => line.credit ?? []);
}

/** What the sum in money comes to in the unit of the credit, under the fee that makes the most of it. */
function boundByFee(question: BoundQuestion): number | null {
  const { credit, sums, rule, histories } = question;
  const own = secondAboveIn(sums, credit);
  const isOfFee = rule.unit === 'multiple';
  if (sums.money === null || !(isOfFee || (credit.unit !== 'money' && own === null))) return null;
  const bounds = histories.flatMap((history) => {
    const price = priceOfOne(question, history);
    const sum = secondAboveIn(sums, { unit: 'money', currency: history.currency });
    if (!price || sum === null || price.numerator === 0n) return [];
    const most = floor(dividedBy(wholeNumber(sum), price));
    return [most > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(most)];
  });
  if (bounds.length > 0) return Math.min(...bounds);
  return credit.unit === 'money' ? null : 0;
}

/** Minor units that one day, one millionth of the fee or one minor unit of the credit is worth under a fee. */
function priceOfOne({ credit, rule, window, fee }: BoundQuestion, history: FeeHistory): Fraction | undefined {
  if (credit.unit === 'money') {
    const other = feeOfWindow(history, window);
    const now = fee && exactFee(fee);
    return other.known && now && now.numerator > 0n ? dividedBy(read(other.exact), now) : undefined;
  }
  const [value, part] = credit.unit === 'days' ? [1, fraction(1)] : [WHOLE_PPM, fraction(1, WHOLE_PPM)];
  const worth = worthOf({ unit: credit.unit, value, currency: null }, { history, window, feeBase: rule.feeBase });
  return worth.known ? times(read(worth.exact), part) : undefined;
}

const WHOLE_PPM = 1_000_000;

function read(exact: string): Fraction {
  const [numerator = '0', denominator = '1'] = exact.split('/');
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}
