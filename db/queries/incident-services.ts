import type { Audience } from '#domain/audience';
import type { Db } from '../connect.ts';
import { type Service, toService } from './services.ts';
import { serviceVisibleTo } from './visibility.ts';

/** Services of each incident that the audience may see, in the order of the page. */
export async function listServicesOfIncidents(
  db: Db,
  audience: Audience,
  incidentIds: readonly string[],
): Promise<Map<string, Service[]>> {
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
  const found = new Map<string, Service[]>();
  for (const { incidentId, ...service } of rows) {
    const list = found.get(incidentId) ?? [];
    list.push(toService(service));
    found.set(incidentId, list);
  }
  return found;
}
