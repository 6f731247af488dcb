import { type ClaimRules, DEFAULT_RULES } from '#domain/credits/claim-clock';
import { type SecondSums, type SetSums, sumsInForce } from '#domain/credits/second-sums';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { findSetting } from './settings.ts';

export const CLAIM_RULES_KEY = 'claim-rules';

/** How long the steps of a claim may take and which sums are set to need two; the defaults where nothing was set. */
export async function getClaimRules(db: Db): Promise<ClaimRules & SetSums> {
  const text = await findSetting(db, CLAIM_RULES_KEY);
  return { ...DEFAULT_RULES, easing: null, ...(text === undefined ? {} : JSON.parse(text)) };
}

/** The sums above which a second operator has to confirm at `now`. */
export async function getSecondSums(db: Db, now: Instant): Promise<SecondSums> {
  return sumsInForce(await getClaimRules(db), now);
}
