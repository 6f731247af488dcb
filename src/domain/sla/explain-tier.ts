import type { Figures } from './assessment.ts';
import { capCredit } from './cap.ts';
import {
  compareFractions,
  dividedBy,
  exactNumber,
  type Fraction,
  floor,
  minus,
  parseDecimal,
  percentHalfUp,
  roundHalfUp,
  wholeNumber,
} from './fraction.ts';
import type { RowContext } from './sort-rows.ts';
import type { Step } from './steps.ts';
import { isInGap, nextTier } from './tier.ts';
import { wholeFee } from './window-fee.ts';

/** So much lost of a window of which so much is divided, and what that comes to. */
export interface TierFacts {
  readonly figures: Figures;
  readonly lost: Fraction;
  readonly knownMs: number;
}

/** Which tier was earned, or how far off the next one is. */
export function explainTier(facts: TierFacts, context: RowContext): Step[] {
  const { terms } = context;
  const { lost, knownMs, figures } = facts;
  if (terms.tiers.length === 0) return [{ code: 'no-tiers', values: { target: terms.target } }];
  if (figures.tier) return earnedSteps(facts, context);
  const gap: Step[] = isInGap(terms, lost, knownMs)
    ? [{ code: 'tier-gap', values: { percent: figures.uptime.percent } }]
    : [];
  const next = nextTier(context, lost, knownMs);
  if (!next) return gap;
  const { below, inclusive } = next.tier;
  return [...gap, { code: 'tier-none', values: { below, inclusive, spareMs: next.spareMs } }];
}

function earnedSteps(facts: TierFacts, context: RowContext): Step[] {
  const { terms } = context;
  const { credit, tier } = facts.figures;
  if (!tier) return [];
  const steps = [grantStep(facts, context), ...looksKept(facts, tier.below)];
  const capped = capCredit(terms, tier.credit, context);
  if (capped.amount < tier.credit.amount) {
    steps.push({ code: 'capped-service', values: { from: tier.credit, to: capped } });
  }
  const { minimum } = terms.credit;
  if (!credit && minimum && tier.credit.amount > 0) {
    steps.push({ code: 'below-minimum', values: { credit: capped, ...minimum } });
  }
  return steps;
}

function grantStep({ figures, lost, knownMs }: TierFacts, { terms, fee }: RowContext): Step {
  const { tier } = figures;
  const { below = '', inclusive = false } = tier ?? {};
  const credit = tier?.credit ?? { unit: 'percent', amount: 0 };
  if (terms.credit.unit !== 'multiple') {
    return { code: 'tier-earned', values: { below, inclusive, credit, feeBase: terms.credit.feeBase } };
  }
  const times = terms.tiers.find((one) => one.below === below && one.inclusive === inclusive)?.credit ?? '';
  const ms = Number(floor(lost));
  const whole = fee ? { minor: exactNumber(roundHalfUp(wholeFee(fee))), currency: fee.currency } : null;
  return { code: 'multiple-earned', values: { below, inclusive, times, ms, ofMs: knownMs, fee: whole, credit } };
}

/** A figure that two decimals would round up to the bound it fails. */
function looksKept({ lost, knownMs }: TierFacts, below: string): Step[] {
  const known = wholeNumber(knownMs);
  const shown = percentHalfUp(dividedBy(minus(known, lost), known), 2);
  return compareFractions(parseDecimal(shown), parseDecimal(below)) >= 0
    ? [{ code: 'looks-kept', values: { shown, below } }]
    : [];
}

/** Of a window that has not closed: how much more downtime would earn more. */
export function gapToNextStep({ lost, knownMs }: Pick<TierFacts, 'lost' | 'knownMs'>, context: RowContext): Step {
  const { window, asOf } = context;
  const next = nextTier(context, lost, knownMs);
  const reachable = next && next.spareMs <= window.endedAt - asOf ? next : null;
  const values = { asOf, endedAt: window.endedAt, zone: window.zone };
  return {
    code: 'window-open',
    values: { ...values, next: reachable && { spareMs: reachable.spareMs, credit: reachable.credit } },
  };
}
