import type { OutageRow } from './assessment.ts';
import { compareFractions, type Fraction, parseDecimal } from './fraction.ts';
import type { PolicyTerms } from './policy.ts';
import type { LeftOutReason, Missing } from './steps.ts';

const ALL_PPM = 1_000_000;

export type RowJudgement =
  | { readonly as: 'counts' }
  | { readonly as: 'may-count'; readonly missing: Missing }
  | { readonly as: 'unknown' }
  | { readonly as: 'maintenance' }
  | { readonly as: 'left-out'; readonly reason: LeftOutReason };

/** What a row is under the policy: downtime, perhaps downtime, or not. */
export function judgeRow(row: OutageRow, terms: PolicyTerms): RowJudgement {
  const { surfaces, states } = terms.downtime;
  if (row.surface && surfaces && !surfaces.includes(row.surface)) return { as: 'left-out', reason: 'surface' };
  if (row.state === 'unknown' || row.state === 'maintenance') return { as: row.state };
  if (row.state === 'information') return { as: 'left-out', reason: 'information' };
  if (row.sharePpm === 0) return { as: 'left-out', reason: 'nobody-affected' };
  const missing = missingShare(row, terms);
  if (missing === 'too-small') return { as: 'left-out', reason: 'share-too-small' };
  if (missing) return { as: 'may-count', missing };
  if (!states.includes(row.state)) return { as: 'may-count', missing: missingFact(terms) };
  return { as: 'counts' };
}

/** A share of all users says little about one's own: at or under the line it may still be all of yours. */
function missingShare(row: OutageRow, terms: PolicyTerms): Missing | 'too-small' | null {
  const share = row.sharePpm;
  if (share === null || share === undefined) return null;
  if (terms.measure !== 'time') return share < ALL_PPM ? missingFact(terms) : null;
  const { shareAbove, shareOf } = terms.downtime;
  if (shareAbove === null || isAbove(share, parseDecimal(shareAbove))) return null;
  return shareOf === 'everybody' ? 'too-small' : missingFact(terms);
}

function isAbove(sharePpm: number, percent: Fraction): boolean {
  return compareFractions({ numerator: BigInt(sharePpm) * 100n, denominator: BigInt(ALL_PPM) }, percent) > 0;
}

/** The fact of the customer's own that would settle whether a row is downtime. */
function missingFact(terms: PolicyTerms): Missing {
  if (terms.measure === 'user-minutes') return { code: 'own-user-minutes', values: {} };
  if (terms.measure === 'interval-error-rate') return { code: 'own-error-rates', values: {} };
  const above = terms.downtime.shareAbove;
  return above === null ? { code: 'own-affected', values: {} } : { code: 'own-error-share', values: { above } };
}
