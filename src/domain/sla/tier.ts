import { currencyDigits } from '../credits/amount.ts';
import type { Credit, EarnedTier } from './assessment.ts';
import { unitOfCredits } from './credit-unit.ts';
import {
  compareFractions,
  dividedBy,
  exactNumber,
  type Fraction,
  minus,
  parseDecimal,
  roundHalfUp,
  times,
  wholeNumber,
} from './fraction.ts';
import type { PolicyTerms, Tier } from './policy.ts';
import { type ReadTier, readTerms } from './read-terms.ts';
import type { RowContext } from './sort-rows.ts';
import { wholeFee } from './window-fee.ts';

const NOTHING_LOST: Fraction = { numerator: 0n, denominator: 1n };
const ALL_PPM: Fraction = { numerator: 1_000_000n, denominator: 1n };

type CreditContext = Pick<RowContext, 'terms' | 'fee'>;

/** A credit of the policy in the whole units of the ledger; throws where it is finer than the ledger keeps. */
export function creditOf(unit: 'days' | 'percent' | 'money', amount: string, currency: string | null): Credit {
  const { numerator, denominator } = parseDecimal(amount);
  const scaled = numerator * unitsPerOne(unit, currency);
  if (scaled % denominator !== 0n)
    throw new RangeError(`A credit of ${amount} ${unit} is finer than the ledger keeps.`);
  return { unit, amount: exactNumber(scaled / denominator), ...(unit === 'money' && currency ? { currency } : {}) };
}

function unitsPerOne(unit: 'days' | 'percent' | 'money', currency: string | null): bigint {
  if (unit === 'days') return 1n;
  return unit === 'percent' ? 10_000n : 10n ** BigInt(currencyDigits(currency ?? 'EUR'));
}

/** The tier that so much downtime earns; compared unrounded. */
export function earnedTier(context: CreditContext, lost: Fraction, knownMs: number): EarnedTier | null {
  const uptime = uptimePercent(lost, knownMs);
  const earned = readTerms(context.terms).tiers.find((tier) => isIn(tier, uptime));
  if (!earned) return null;
  const { below, inclusive } = earned.tier;
  return { below, inclusive, credit: creditOfTier(earned, context, dividedBy(lost, wholeNumber(knownMs))) };
}

/** Whether the uptime falls between two tiers, so that by the words of the agreement it earns nothing. */
export function isInGap(terms: PolicyTerms, lost: Fraction, knownMs: number): boolean {
  const uptime = uptimePercent(lost, knownMs);
  const { tiers } = readTerms(terms);
  return tiers.some((tier) => isUnder(tier, uptime)) && !tiers.some((tier) => isIn(tier, uptime));
}

function uptimePercent(lost: Fraction, knownMs: number): Fraction {
  const up = minus(wholeNumber(knownMs), lost);
  return { numerator: up.numerator * 100n, denominator: up.denominator * BigInt(knownMs) };
}

function isIn(tier: ReadTier, uptime: Fraction): boolean {
  if (!isUnder(tier, uptime)) return false;
  if (!tier.floor) return true;
  const overFloor = compareFractions(uptime, tier.floor.above);
  return overFloor > 0 || (overFloor === 0 && tier.floor.inclusive);
}

function isUnder({ tier, below }: ReadTier, uptime: Fraction): boolean {
  const against = compareFractions(uptime, below);
  return against < 0 || (against === 0 && tier.inclusive);
}

/** A multiple is of what was paid for the time that was lost: money, half a minor unit up, or parts of the fee. */
function creditOfTier({ tier, credit }: ReadTier, { terms, fee }: CreditContext, lostShare: Fraction): Credit {
  const { unit, currency } = unitOfCredits(terms, fee);
  if (terms.credit.unit !== 'multiple') return creditOf(unit, tier.credit, currency);
  const base = fee ? wholeFee(fee) : ALL_PPM;
  const amount = exactNumber(roundHalfUp(times(times(credit, lostShare), base)));
  return { unit, amount, ...(currency === null ? {} : { currency }) };
}

/** The least further downtime that reaches a tier, where so much is lost already; zero or less when it is reached. */
export function downtimeToReach(
  tier: Pick<ReadTier, 'below'> & { readonly tier: Pick<Tier, 'inclusive'> },
  knownMs: number,
  lost: Fraction = NOTHING_LOST,
): number {
  const whole = 100n * tier.below.denominator;
  const allowed = { numerator: BigInt(knownMs) * (whole - tier.below.numerator), denominator: whole };
  const numerator = allowed.numerator * lost.denominator - lost.numerator * allowed.denominator;
  const denominator = allowed.denominator * lost.denominator;
  const rest = ((numerator % denominator) + denominator) % denominator;
  const below = (numerator - rest) / denominator;
  if (rest !== 0n) return Number(below + 1n);
  return Number(tier.tier.inclusive ? below : below + 1n);
}

export interface NextTier {
  readonly tier: Tier;
  readonly spareMs: number;
  readonly credit: Credit;
}

/** The tier that the fewest further milliseconds of downtime would reach. */
export function nextTier(context: CreditContext, lost: Fraction, knownMs: number): NextTier | null {
  const now = earnedTier(context, lost, knownMs)?.credit.amount ?? 0;
  const ahead = readTerms(context.terms)
    .tiers.map((read) => {
      const spareMs = downtimeToReach(read, knownMs, lost);
      const then = {
        numerator: lost.numerator + BigInt(Math.max(0, spareMs)) * lost.denominator,
        denominator: lost.denominator,
      };
      const credit = creditOfTier(read, context, dividedBy(then, wholeNumber(knownMs)));
      return { tier: read.tier, spareMs, credit, then };
    })
    .filter(({ spareMs, then }) => spareMs > 0 && compareFractions(then, wholeNumber(knownMs)) <= 0)
    .filter(({ credit }) => credit.amount > now)
    .toSorted((a, b) => a.spareMs - b.spareMs);
  const [first] = ahead;
  return first ? { tier: first.tier, spareMs: first.spareMs, credit: first.credit } : null;
}

/** The least downtime that earns anything at all; null under a policy without tiers. */
export function downtimeToEarn(terms: PolicyTerms, knownMs: number): number | null {
  const least = Math.min(...readTerms(terms).tiers.map((tier) => downtimeToReach(tier, knownMs)));
  return Number.isFinite(least) ? least : null;
}
