import { type Instant, MINUTE_MS } from '../time.ts';
import type { IncidentImpact, IncidentMode, OutageSource, OutageState } from '../words.ts';

/** Outages that begin within this time of each other are taken for one event. */
export const ONE_EVENT_MS = 5 * MINUTE_MS;

export interface JoiningOutage {
  readonly serviceId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly incidentMode: IncidentMode;
  /** An outage that begins within this time after the last one of its service goes on with its incident; 0: never. */
  readonly flapMs: number;
}

export interface JoinableIncident {
  readonly id: string;
  readonly startedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly source: OutageSource;
  /** Unpublished, and only a person will change that. */
  readonly isDraft: boolean;
  readonly serviceIds: readonly string[];
  /** Nothing of it fails right now; it only waits for a service to stay well. */
  readonly isQuiet: boolean;
  /** When each of its services that fail now began to fail in it. */
  readonly outageStarts: readonly Instant[];
}

/**
 * The incident an outage belongs to: an open one of the same service, else an open one whose start, or the start of one of
 * whose services that fail now, is within five minutes of its own; a service that comes and goes draws no others in. An outage that is over belongs to one of the same service in the same time.
 * An incident our checks opened that was over goes on when an outage of the same service comes back soon.
 * A draft waits for a person, so it takes in only what would have become a draft as well.
 */
export function chooseIncident(
  outage: JoiningOutage,
  incidents: readonly JoinableIncident[],
): JoinableIncident | undefined {
  const candidates = incidents
    .filter((incident) => !incident.isDraft || outage.incidentMode === 'draft')
    .toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  const ofService = candidates.filter((incident) => incident.serviceIds.includes(outage.serviceId));
  const returned = ofService.findLast((incident) => comesBackTo(outage, incident));
  if (outage.endedAt !== null) return ofService.find((incident) => overlaps(outage, incident)) ?? returned;
  const open = (incident: JoinableIncident): boolean => incident.resolvedAt === null;
  return (
    ofService.find(open) ?? returned ?? candidates.find((incident) => open(incident) && isSameEvent(outage, incident))
  );
}

function comesBackTo(outage: JoiningOutage, incident: JoinableIncident): boolean {
  if (incident.source !== 'measured' || incident.resolvedAt === null || outage.startedAt < incident.startedAt)
    return false;
  return outage.flapMs > 0 && outage.startedAt - incident.resolvedAt <= outage.flapMs;
}

function overlaps(outage: JoiningOutage, incident: JoinableIncident): boolean {
  const outageEnd = outage.endedAt ?? Number.POSITIVE_INFINITY;
  const incidentEnd = incident.resolvedAt ?? Number.POSITIVE_INFINITY;
  return outage.startedAt < incidentEnd && incident.startedAt < outageEnd;
}

function isSameEvent(outage: JoiningOutage, incident: JoinableIncident): boolean {
  if (incident.isQuiet) return false;
  return [incident.startedAt, ...incident.outageStarts].some(
    (start) => Math.abs(start - outage.startedAt) <= ONE_EVENT_MS,
  );
}

/** What an outage alone makes of an incident; a person may call it critical. */
export function impactOf(state: OutageState): IncidentImpact {
  return state === 'down' ? 'major' : 'minor';
}

export interface Publication {
  readonly publishedAt: Instant | null;
  readonly publishAt: Instant | null;
}

/** When an incident that opens now is shown: at once, after a while if it still lasts, or when a person says so. */
export function planPublication(
  service: { readonly incidentMode: IncidentMode; readonly holdMinutes: number },
  now: Instant,
): Publication {
  if (service.incidentMode === 'publish') return { publishedAt: now, publishAt: null };
  const publishAt = service.incidentMode === 'hold' ? now + service.holdMinutes * MINUTE_MS : null;
  return { publishedAt: null, publishAt };
}

/** An incident that further services join is shown as early as the most open of them wants. */
export function earlierPublication(a: Publication, b: Publication): Publication {
  const publishedAt = a.publishedAt ?? b.publishedAt;
  if (publishedAt !== null) return { publishedAt, publishAt: null };
  const planned = [a.publishAt, b.publishAt].filter((at) => at !== null);
  return { publishedAt: null, publishAt: planned.length > 0 ? Math.min(...planned) : null };
}
