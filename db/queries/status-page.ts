import { type Audience, PUBLIC } from '#domain/audience';
import { barWindow } from '#domain/status/day-bars';
import type { StatusFacts } from '#domain/status/status-view';
import type { Db } from '../connect.ts';
import { type Incident, type LatelyResolved, listOpenIncidents, listResolvedIncidents } from './incidents.ts';
import { type CurrentMaintenance, listCurrentMaintenance } from './maintenance.ts';
import { countSeeingPlaces } from './place-sights.ts';
import { findLastIncidentChange } from './public-incidents.ts';
import { listServiceFacts } from './service-facts.ts';
import { listServiceGroups, listServices } from './services.ts';

const LATELY_MS = 30 * 86_400_000;
const MOST_LATELY = 8;

export interface StatusPageRows extends StatusFacts<Incident> {
  readonly maintenance: readonly CurrentMaintenance[];
  /** Resolved ones of the last 30 days, newest first. */
  readonly lately: readonly LatelyResolved[];
  readonly lastChangeAt: number | undefined;
  /** From how many places any of the services is looked at, where that is more than here; 0 where it is not. */
  readonly places: number;
}

/** Everything the status page shows, bounded by 90 days whatever the history is. */
export async function getStatusPage(db: Db, now: number, audience: Audience = PUBLIC): Promise<StatusPageRows> {
  const services = await listServiceFacts(db, audience, {
    services: await listServices(db, audience),
    window: barWindow(now),
  });
  const groups = await listServiceGroups(db);
  const openIncidents = await listOpenIncidents(db, audience);
  const lately = await listResolvedIncidents(db, audience, { since: now - LATELY_MS, limit: MOST_LATELY });
  const maintenance = await listCurrentMaintenance(db, { serviceIds: services.map(({ id }) => id), now });
  return {
    services,
    maintenance,
    groups,
    openIncidents,
    lately,
    lastChangeAt: await findLastIncidentChange(db, audience),
    places: await countSeeingPlaces(
      db,
      services.map(({ id }) => id),
    ),
  };
}
