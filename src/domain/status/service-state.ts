import { clipIntervals, type Interval, mergeIntervals } from '../interval.ts';
import { maintenanceAt, unexplainedParts } from '../maintenance/explained.ts';
import type { Instant } from '../time.ts';
import type { OutageState, ServiceState } from '../words.ts';
import type { IncidentFacts, ServiceFacts } from './facts.ts';
import { isMaintenance } from './outage-view.ts';
import { isProvided, unseenIntervals } from './timeline.ts';

export interface StateSince {
  readonly state: ServiceState;
  /** Null for what simply works. */
  readonly since: Instant | null;
  /** When announced work ends; only of a maintenance. */
  readonly until?: Instant;
  /** Of what is unknown: no check, deleted ones included, has ever seen it, so that nothing was lost either. */
  readonly isNew?: true;
}

/**
 * What a service is now: what its open outages say, else what an open incident without any outage declares,
 * else under maintenance while it is announced so, else unknown when nobody sees it.
 */
export function serviceState(service: ServiceFacts, incidents: readonly IncidentFacts[], now: Instant): StateSince {
  const declared = declaredStates(service, incidents);
  for (const state of ['down', 'degraded'] as const) {
    const spans = declared.filter((span) => span.state === state);
    const since = beginningOf([...spans, ...phasesOf(service, state, now)]);
    if (since !== undefined) return { state, since };
  }
  const work = maintenanceAt(service.maintenance, now);
  if (work) return { state: 'maintenance', since: work.startedAt, until: work.endedAt };
  return seenOrUnknown(service, now);
}

const STILL = Number.MAX_SAFE_INTEGER;

/** When what goes on now began: spans of one state that touch are one. */
function beginningOf(spans: readonly Interval[]): Instant | undefined {
  return mergeIntervals(spans).find(({ endedAt }) => endedAt === STILL)?.startedAt;
}

/** When the outages of a service put it into a state; what overran its maintenance began when the announced time was over. */
function phasesOf({ outages, maintenance }: ServiceFacts, state: OutageState, now: Instant): Interval[] {
  return outages
    .filter((outage) => !isMaintenance(outage, maintenance, now))
    .flatMap((outage) => {
      const phases = outage.phases.filter((phase) => phase.state === state);
      const spans = mergeIntervals(phases.map((phase) => ({ ...phase, endedAt: phase.endedAt ?? STILL })));
      if (outage.source !== 'measured') return spans;
      const own = unexplainedParts(maintenance, outage, now);
      return spans.map((span) => ({ ...span, startedAt: clipIntervals(own, span)[0]?.startedAt ?? span.startedAt }));
    });
}

interface DeclaredSpan extends Interval {
  readonly state: OutageState;
}

/** An incident that nobody measured still is one; once it is only being watched, the service counts as working again. */
function declaredStates(service: ServiceFacts, incidents: readonly IncidentFacts[]): DeclaredSpan[] {
  return incidents
    .filter(({ impact, stage, resolvedAt }) => resolvedAt === null && impact !== 'none' && stage !== 'monitoring')
    .filter(({ services }) => services.some(({ id }) => id === service.id))
    .filter(({ id }) => !service.outages.some((outage) => outage.incidentId === id))
    .map(({ impact, startedAt }) => ({
      state: impact === 'critical' ? 'down' : 'degraded',
      ...{ startedAt, endedAt: STILL },
    }));
}

function seenOrUnknown(service: ServiceFacts, now: Instant): StateSince {
  if (service.checks.length === 0) {
    if (isProvided(service)) return { state: 'operational', since: null };
    return service.formerChecks.length === 0
      ? { state: 'unknown', since: null, isNew: true }
      : { state: 'unknown', since: null };
  }
  const moment = { startedAt: now - 1, endedAt: now };
  const judged = service.checks.filter(({ isJudged }) => isJudged);
  if (judged.length > 0 && unseenIntervals(judged, moment).length === 0) return { state: 'operational', since: null };
  const isNew =
    service.checks.every(({ isJudged, firstUpAt }) => !isJudged && firstUpAt === null) &&
    service.formerChecks.every(({ firstUpAt }) => firstUpAt === null);
  return isNew ? { state: 'unknown', since: null, isNew } : { state: 'unknown', since: lastSeen(service) };
}

/** When the last check lost sight of the service; null where none ever saw it. */
function lastSeen(service: ServiceFacts): Instant | null {
  const looks = service.checks.map(
    (check) =>
      check.gaps.find((gap) => gap.endedAt === null)?.startedAt ??
      check.pausedAt ??
      (check.isJudged ? check.lastSampleAt : null),
  );
  const seen = looks.filter((at) => at !== null);
  return seen.length > 0 ? Math.max(...seen) : null;
}
