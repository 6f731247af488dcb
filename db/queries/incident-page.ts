import { PUBLIC } from '#domain/audience';
import type { OutageFacts } from '#domain/status/facts';
import type { Db } from '../connect.ts';
import { findIncident, type Incident } from './incidents.ts';
import { listOutageFactsOfIncident } from './service-facts.ts';

export interface IncidentPageRows {
  readonly incident: Incident;
  readonly outages: readonly OutageFacts[];
}

/** A published public incident with its outages. */
export async function getIncidentPage(db: Db, id: string): Promise<IncidentPageRows | undefined> {
  const incident = await findIncident(db, PUBLIC, id);
  return incident && { incident, outages: await listOutageFactsOfIncident(db, incident) };
}
