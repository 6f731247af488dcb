import type { Audience } from '#domain/audience';
import type { Standing } from '#domain/incidents/standing';
import type { Db } from '../connect.ts';
import { listStandings } from './incident-standings.ts';
import { type Service, toService } from './services.ts';
import { serviceVisibleTo } from './visibility.ts';

export interface IncidentService extends Service {
  readonly standing: Standing | null;
}

/** Services of each incident that the audience may see, in the order of the page. */
export async function listServicesOfIncidents(
  db: Db,
  audience: Audience,
  incidentIds: readonly string[],
): Promise<Map<string, IncidentService[]>> {
  const rows = await db
    .selectFrom('incidentService')
    .innerJoin('service', 'service.id', 'incidentService.serviceId')
    .selectAll('service')
    .select('incidentService.incidentId')
    .where('incidentService.incidentId', 'in', incidentIds)
    .where(serviceVisibleTo(audience))
    .orderBy('service.position')
    .orderBy('service.slug')
    .execute();
  const standings = await listStandings(db, incidentIds);
  const found = new Map<string, IncidentService[]>();
  for (const { incidentId, ...service } of rows) {
    const list = found.get(incidentId) ?? [];
    list.push({ ...toService(service), standing: standings.get(incidentId)?.get(service.id) ?? null });
    found.set(incidentId, list);
  }
  return found;
}
