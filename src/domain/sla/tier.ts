import type { Credit, EarnedTier } from './assessment.ts';
import { ceiling, compareFractions, type Fraction, parseDecimal } from './fraction.ts';
import type { PolicyCreditUnit, PolicyTerms, Tier } from './policy.ts';

const PPM_PER_PERCENT = 10_000n;

/** A credit of the policy in the whole units of the ledger: days, or parts per million of the fee. */
export function creditOf(unit: PolicyCreditUnit, amount: string): Credit {
  const { numerator, denominator } = parseDecimal(amount);
  const scaled = unit === 'percent' ? numerator * PPM_PER_PERCENT : numerator;
  if (scaled % denominator !== 0n)
    throw new RangeError(`A credit of ${amount} ${unit} is finer than the ledger keeps.`);
  return { unit: unit === 'days' ? 'days' : 'percent', amount: Number(scaled / denominator) };
}

/** The tier that so much downtime earns; compared unrounded. */
export function earnedTier(terms: PolicyTerms, downMs: number, windowMs: number): EarnedTier | null {
  const uptime = { numerator: BigInt(windowMs - downMs) * 100n, denominator: BigInt(windowMs) };
  const earned = terms.tiers.filter((tier) => isIn(tier, uptime)).toSorted(byBound)[0];
  if (!earned) return null;
  return { below: earned.below, inclusive: earned.inclusive, credit: creditOf(terms.credit.unit, earned.credit) };
}

function isIn(tier: Tier, uptime: Fraction): boolean {
  const against = compareFractions(uptime, parseDecimal(tier.below));
  if (against > 0 || (against === 0 && !tier.inclusive)) return false;
  if (!tier.floor) return true;
  const overFloor = compareFractions(uptime, parseDecimal(tier.floor.above));
  return overFloor > 0 || (overFloor === 0 && tier.floor.inclusive);
}

function byBound(a: Tier, b: Tier): number {
  return compareFractions(parseDecimal(a.below), parseDecimal(b.below)) || Number(a.inclusive) - Number(b.inclusive);
}

/** The least downtime in the window that reaches a tier. */
export function downtimeToReach(tier: Pick<Tier, 'below' | 'inclusive'>, windowMs: number): number {
  const bound = parseDecimal(tier.below);
  const whole = 100n * bound.denominator;
  const allowed = { numerator: BigInt(windowMs) * (whole - bound.numerator), denominator: whole };
  const atBound = ceiling(allowed);
  const isExact = allowed.numerator % allowed.denominator === 0n;
  return Number(!tier.inclusive && isExact ? atBound + 1n : atBound);
}

/** The tier that the fewest further milliseconds of downtime would reach. */
export function nextTier(
  terms: PolicyTerms,
  downMs: number,
  windowMs: number,
): { readonly tier: Tier; readonly spareMs: number; readonly credit: Credit } | null {
  const now = earnedTier(terms, downMs, windowMs)?.credit.amount ?? 0;
  const ahead = terms.tiers
    .map((tier) => ({
      tier,
      spareMs: downtimeToReach(tier, windowMs) - downMs,
      credit: creditOf(terms.credit.unit, tier.credit),
    }))
    .filter(({ spareMs, credit }) => spareMs > 0 && downMs + spareMs <= windowMs && credit.amount > now)
    .toSorted((a, b) => a.spareMs - b.spareMs);
  return ahead[0] ?? null;
}

/** The least downtime that earns anything at all; null under a policy without tiers. */
export function downtimeToEarn(terms: PolicyTerms, windowMs: number): number | null {
  const least = Math.min(...terms.tiers.map((tier) => downtimeToReach(tier, windowMs)));
  return Number.isFinite(least) ? least : null;
}

/** A credit cut to the cap of the policy. */
export function capCredit(terms: PolicyTerms, credit: Credit): Credit {
  if (!terms.cap) return credit;
  const cap = creditOf(terms.credit.unit, terms.cap.amount);
  return credit.amount > cap.amount ? cap : credit;
}
