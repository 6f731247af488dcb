import type { Instant } from '../time.ts';
import { impactOf } from '../watching/join-incident.ts';
import type { IncidentImpact, IncidentStage, OutageState } from '../words.ts';
import { worstImpact } from './impact.ts';

/** What a source says of an incident as a whole. */
export interface Account {
  readonly impact: IncidentImpact;
  readonly stage: IncidentStage;
  readonly startedAt: Instant;
  readonly resolvedAt: Instant | null;
}

/** An outage of the same event from another source. */
export interface OtherOutage {
  readonly state: OutageState;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** The provider's account together with what others measured or declared: as bad as the worst, from the first to the last of them. */
export function combineAccounts(provider: Account, others: readonly OtherOutage[]): Account {
  const impact = worstImpact([provider.impact, ...others.map((outage) => impactOf(outage.state))]);
  const startedAt = Math.min(provider.startedAt, ...others.map((outage) => outage.startedAt));
  if (provider.resolvedAt === null) return { ...provider, impact, startedAt };
  if (others.some((outage) => outage.endedAt === null)) {
    return { impact, stage: 'monitoring', startedAt, resolvedAt: null };
  }
  const resolvedAt = Math.max(provider.resolvedAt, ...others.map((outage) => outage.endedAt ?? 0));
  return { impact, stage: 'resolved', startedAt, resolvedAt };
}
