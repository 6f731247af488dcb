import { PUBLIC } from '#domain/audience';
import type { ServiceFacts } from '#domain/status/facts';
import { DAY_MS } from '#domain/time';
import type { Db } from '../connect.ts';
import { findIncident, type Incident } from './incidents.ts';
import { listServiceFacts } from './service-facts.ts';

/** The longest window of an agreement reaches this far to either side of an outage. */
const REACH_MS = 93 * DAY_MS;

export interface IncidentSlaRows {
  readonly incident: Incident;
  /** Its public services with the public outages of the windows around it. */
  readonly services: readonly ServiceFacts[];
}

/** A published public incident with what the arithmetic of an agreement needs of its services. */
export async function getIncidentSla(db: Db, id: string): Promise<IncidentSlaRows | undefined> {
  const incident = await findIncident(db, PUBLIC, id);
  if (!incident) return undefined;
  const { startedAt, services } = incident;
  const window = { startedAt: startedAt - REACH_MS, endedAt: startedAt + REACH_MS };
  return { incident, services: await listServiceFacts(db, PUBLIC, { services, window }) };
}
