import { type Instant, MINUTE_MS, toIso } from '../time.ts';
import type { ParsedFeed, ProviderIncident } from './provider-incident.ts';

/** A provider's clock may be ahead of ours by so much. */
const TOLERANCE_MS = 5 * MINUTE_MS;

export interface PresentFeed extends ParsedFeed {
  /** The document tells of a time to come: it must be read again though it does not change. */
  readonly isAhead: boolean;
}

/**
 * What a feed says of the time until now. An incident that begins later is left out until then; an end that is to come is none
 * yet. Otherwise a wrong clock or time zone would show outages nobody has, and count downtime that never was.
 */
export function withoutFuture(parsed: ParsedFeed, now: Instant): PresentFeed {
  const latest = now + TOLERANCE_MS;
  const incidents = parsed.incidents.filter(({ startedAt }) => startedAt <= latest);
  const early = parsed.incidents.filter(({ startedAt }) => startedAt > latest);
  const rejected = early.map(({ externalId, startedAt }) => ({
    id: externalId,
    reason: `It begins in the future (${toIso(startedAt)}): it is left out until then.`,
  }));
  const present = incidents.map((incident) => untilNow(incident, latest));
  return {
    ...parsed,
    incidents: present,
    rejected: [...parsed.rejected, ...rejected],
    isAhead: early.length > 0 || present.some((incident, index) => incident !== incidents[index]),
  };
}

function untilNow(incident: ProviderIncident, latest: Instant): ProviderIncident {
  const { resolvedAt, updates, phases, stage } = incident;
  const isOver = resolvedAt === null || resolvedAt <= latest;
  const isSaid = updates.every(({ at }) => at <= latest);
  const isPast = phases.every(({ startedAt, endedAt }) => startedAt <= latest && (endedAt ?? 0) <= latest);
  if (isOver && isSaid && isPast) return incident;
  return {
    ...incident,
    resolvedAt: isOver ? resolvedAt : null,
    stage: !isOver && stage === 'resolved' ? 'monitoring' : stage,
    updates: updates.filter(({ at }) => at <= latest),
    phases: phases
      .filter(({ startedAt }) => startedAt <= latest)
      .map((phase) => (phase.endedAt !== null && phase.endedAt > latest ? { ...phase, endedAt: null } : phase)),
  };
}
