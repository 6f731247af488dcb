import type { Instant } from '../time.ts';
import { countsUntil, TOLD_WITHIN_MS } from '../watching/rhythm.ts';
import type { ServiceState } from '../words.ts';
import type { CheckFacts, ServiceFacts } from './facts.ts';

/** Until when a look of a check counts, here where the next one may still be on its way from a place. */
export function lookCountsUntil(check: CheckFacts, lookedAt: Instant): Instant {
  return countsUntil(lookedAt, check) + (check.polledFrom === 'here' ? 0 : TOLD_WITHIN_MS);
}

/** When pages must cease to call one of these services working should nothing be heard any more; null where that is never. */
export function seenUntil(services: readonly (ServiceFacts & { readonly state: ServiceState })[]): Instant | null {
  const ends = services
    .filter(({ state, checks }) => state === 'operational' && checks.length > 0)
    .map(({ checks }) => Math.max(...checks.filter(isLooking).map(lastLookCounts)))
    .filter(Number.isFinite);
  return ends.length > 0 ? Math.min(...ends) : null;
}

function isLooking({ isJudged, pausedAt, gaps }: CheckFacts): boolean {
  return isJudged && pausedAt === null && gaps.every(({ endedAt }) => endedAt !== null);
}

function lastLookCounts(check: CheckFacts): Instant {
  return lookCountsUntil(check, check.lastSampleAt ?? check.createdAt);
}
