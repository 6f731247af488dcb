import type { OutageRow } from './assessment.ts';
import { compareFractions } from './fraction.ts';
import type { PolicyTerms } from './policy.ts';
import { readTerms } from './read-terms.ts';
import type { LeftOutReason, Missing } from './steps.ts';
import { WHOLE } from './weigh-spans.ts';

const ALL_PPM = 1_000_000;
const WHOLE_PER_PPM = WHOLE / ALL_PPM;

export type RowJudgement =
  | { readonly as: 'counts'; readonly weight: number }
  | { readonly as: 'may-count'; readonly weight: number; readonly missing: Missing }
  | { readonly as: 'unknown' }
  | { readonly as: 'maintenance' }
  | { readonly as: 'left-out'; readonly reason: LeftOutReason };

/** What a row is under the policy: downtime, perhaps downtime, or not. */
export function judgeRow(row: OutageRow, terms: PolicyTerms): RowJudgement {
  const { surfaces, states } = terms.downtime;
  if (row.surface && surfaces && !surfaces.includes(row.surface)) return { as: 'left-out', reason: 'surface' };
  if (isElsewhere(row, terms)) return { as: 'left-out', reason: 'location' };
  if (row.state === 'unknown' || row.state === 'maintenance') return { as: row.state };
  const given = readTerms(terms).weights[row.state];
  if (row.state === 'information' && !given) return { as: 'left-out', reason: 'information' };
  if (given === 0) return { as: 'left-out', reason: 'weighs-nothing' };
  if (row.sharePpm === 0) return { as: 'left-out', reason: 'nobody-affected' };
  const weight = given ?? WHOLE;
  const share = judgeShare(row, terms);
  if (share === 'too-small') return { as: 'left-out', reason: 'share-too-small' };
  if (share === 'not-known') return { as: 'may-count', weight, missing: missingFact(terms) };
  const isState = given !== undefined || states.some((state) => state === row.state);
  if (!isState) return { as: 'may-count', weight, missing: missingFact(terms) };
  return { as: 'counts', weight: share === 'full' ? weight : partOf(weight, share) };
}

/** Exact: weights have at most six decimals, and so have shares. */
function partOf(weight: number, sharePpm: number): number {
  return (weight / WHOLE_PER_PPM) * sharePpm;
}

/** Whether a row speaks only of places that the policy does not count. */
function isElsewhere(row: OutageRow, terms: PolicyTerms): boolean {
  const { locations } = terms.downtime;
  const named = placesOf(row);
  if (!locations || named.length === 0) return false;
  const counted = new Set(locations.map(placeKey));
  return !named.some((place) => counted.has(placeKey(place)));
}

/** The places a row names: its list, or the parts of its text. */
export function placesOf({ location, locations }: OutageRow): readonly string[] {
  if (locations && locations.length > 0) return locations;
  return location ? [location, ...location.split(/[,;]\s*/)] : [];
}

function placeKey(place: string): string {
  return place.trim().toLowerCase();
}

/** A share of all users says little about one's own: at or under the line it may still be all of yours. */
function judgeShare(row: OutageRow, terms: PolicyTerms): 'full' | 'too-small' | 'not-known' | number {
  const share = row.sharePpm;
  if (share === null || share === undefined) return 'full';
  const settles = row.shareOf === 'customer' || terms.downtime.shareOf === 'everybody';
  if (terms.measure !== 'time') {
    if (share >= ALL_PPM) return 'full';
    return settles ? share : 'not-known';
  }
  const { shareAbove } = readTerms(terms);
  const percent = { numerator: BigInt(share) * 100n, denominator: BigInt(ALL_PPM) };
  if (shareAbove === null || compareFractions(percent, shareAbove) > 0) return 'full';
  return settles ? 'too-small' : 'not-known';
}

/** The fact of the customer's own that would settle whether a row is downtime. */
function missingFact(terms: PolicyTerms): Missing {
  if (terms.measure === 'user-minutes') return { code: 'own-user-minutes', values: {} };
  if (terms.measure === 'requests') return { code: 'own-requests', values: {} };
  if (terms.measure === 'interval-error-rate') {
    return { code: 'own-error-rates', values: { minutes: terms.intervalMinutes ?? 5 } };
  }
  const above = terms.downtime.shareAbove;
  return above === null ? { code: 'own-affected', values: {} } : { code: 'own-error-share', values: { above } };
}
