import type { IncidentFacts, NamedService } from './facts.ts';
import type { StateSince } from './service-state.ts';

/** Incidents of which something fails now before those that only wait to be called over; otherwise as they came. */
export function failingFirst<I extends IncidentFacts>(
  incidents: readonly I[],
  services: readonly (NamedService & StateSince)[],
): I[] {
  const failing = new Set(services.filter(({ state }) => state === 'down' || state === 'degraded').map(({ id }) => id));
  // What concerns no service is told by people alone: it lasts until they say that it is over.
  const fails = (incident: I): boolean =>
    incident.impact !== 'none' &&
    (incident.services.length === 0 || incident.services.some(({ id }) => failing.has(id)));
  return [...incidents.filter(fails), ...incidents.filter((incident) => !fails(incident))];
}
