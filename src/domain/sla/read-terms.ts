import type { OutageRow } from './assessment.ts';
import { compareFractions, type Fraction, parseDecimal } from './fraction.ts';
import type { PolicyTerms, StateWeights, Tier } from './policy.ts';
import { WHOLE } from './weigh-spans.ts';

export interface ReadTier {
  readonly tier: Tier;
  readonly below: Fraction;
  readonly floor: { readonly above: Fraction; readonly inclusive: boolean } | null;
  readonly credit: Fraction;
}

/** The decimals of a policy as exact numbers. */
export interface ReadTerms {
  /** The lowest bound first. */
  readonly tiers: readonly ReadTier[];
  readonly shareAbove: Fraction | null;
  /** In parts of `WHOLE`; undefined where the policy gives the state no weight. */
  readonly weights: Readonly<Partial<Record<OutageRow['state'], number>>>;
}

const KEPT = new WeakMap<PolicyTerms, ReadTerms>();

/** Reads the decimals of a policy once, however many windows are assessed under it. */
export function readTerms(terms: PolicyTerms): ReadTerms {
  const kept = KEPT.get(terms);
  if (kept) return kept;
  const { shareAbove, weights } = terms.downtime;
  const read: ReadTerms = {
    tiers: terms.tiers.map(readTier).toSorted(byBound),
    shareAbove: shareAbove === null ? null : parseDecimal(shareAbove),
    weights: weights ? readWeights(weights) : {},
  };
  KEPT.set(terms, read);
  return read;
}

function readTier(tier: Tier): ReadTier {
  const { below, floor, credit } = tier;
  return {
    tier,
    below: parseDecimal(below),
    floor: floor && { above: parseDecimal(floor.above), inclusive: floor.inclusive },
    credit: parseDecimal(credit),
  };
}

function byBound(a: ReadTier, b: ReadTier): number {
  return compareFractions(a.below, b.below) || Number(a.tier.inclusive) - Number(b.tier.inclusive);
}

function readWeights(weights: StateWeights): ReadTerms['weights'] {
  const entries = Object.entries(weights).filter(([, weight]) => weight !== undefined);
  return Object.fromEntries(entries.map(([state, weight]) => [state, partsOfWhole(parseDecimal(weight))]));
}

function partsOfWhole({ numerator, denominator }: Fraction): number {
  return Number((numerator * BigInt(WHOLE)) / denominator);
}
