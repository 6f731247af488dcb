import { type ClaimRules, DEFAULT_RULES } from '#domain/credits/claim-clock';
import type { Db } from '../connect.ts';
import { findSetting } from './settings.ts';

export const CLAIM_RULES_KEY = 'claim-rules';

/** How long the steps of a claim may take and which sums need two; the defaults where nothing was set. */
export async function getClaimRules(db: Db): Promise<ClaimRules> {
  const text = await findSetting(db, CLAIM_RULES_KEY);
  return text === undefined ? DEFAULT_RULES : { ...DEFAULT_RULES, ...JSON.parse(text) };
}
