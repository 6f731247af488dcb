import type { JoinableIncident } from '#domain/watching/join-incident';
import type { Db } from '../connect.ts';
import type { Service } from './services.ts';

/**
 * Incidents an outage of the service could belong to. They have the same readers as the service: joined to any other, it would
 * become known to people who may not know of it, or be kept from some who should.
 */
export async function listJoinableIncidents(
  db: Db,
  service: Service,
  outage: { readonly startedAt: number; readonly endedAt: number | null; readonly flapMs: number },
): Promise<JoinableIncident[]> {
  let query = db
    .selectFrom('incident')
    .select(['id', 'startedAt', 'resolvedAt', 'source', 'publishedAt', 'publishAt', 'quietAt'])
    .where('impact', '<>', 'none')
    .where('visibility', '=', service.visibility);
  const since = outage.startedAt - outage.flapMs;
  query = query.where((eb) => eb.or([eb('resolvedAt', 'is', null), eb('resolvedAt', '>=', since)]));
  if (outage.endedAt !== null) query = query.where('startedAt', '<', outage.endedAt);
  const rows = await query.execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const services = await listServiceReaders(db, ids);
  const outages = Map.groupBy(await listOutageStarts(db, ids), ({ incidentId }) => incidentId);
  const readers = (await listReaders(db, [service.id])).join();
  return rows
    .filter((row) => service.visibility !== 'organizations' || (services.get(row.id)?.readers ?? readers) === readers)
    .map((row) => ({
      id: row.id,
      startedAt: row.startedAt,
      resolvedAt: row.resolvedAt,
      source: row.source,
      isDraft: row.publishedAt === null && row.publishAt === null,
      serviceIds: services.get(row.id)?.serviceIds ?? [],
      isQuiet: row.quietAt !== null,
      outageStarts: firstStarts(outages.get(row.id) ?? []),
    }));
}

interface OutageStart {
  readonly incidentId: string | null;
  readonly serviceId: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

function listOutageStarts(db: Db, incidentIds: readonly string[]): Promise<OutageStart[]> {
  return db
    .selectFrom('outage')
    .select(['incidentId', 'serviceId', 'startedAt', 'endedAt'])
    .where('incidentId', 'in', incidentIds)
    .where('retractedAt', 'is', null)
    .orderBy('startedAt')
    .execute();
}

/** Of each service that fails now, when it first failed in its incident. */
function firstStarts(outages: readonly OutageStart[]): number[] {
  const services = [...Map.groupBy(outages, ({ serviceId }) => serviceId).values()];
  return services
    .filter((own) => own.some(({ endedAt }) => endedAt === null))
    .flatMap(([first]) => (first ? [first.startedAt] : []));
}

async function listServiceReaders(
  db: Db,
  incidentIds: readonly string[],
): Promise<Map<string, { readonly serviceIds: readonly string[]; readonly readers: string }>> {
  const rows = await db.selectFrom('incidentService').selectAll().where('incidentId', 'in', incidentIds).execute();
  const found = new Map<string, { readonly serviceIds: readonly string[]; readonly readers: string }>();
  for (const [incidentId, own] of Map.groupBy(rows, (row) => row.incidentId)) {
    const serviceIds = own.map((row) => row.serviceId);
    found.set(incidentId, { serviceIds, readers: (await listReaders(db, serviceIds)).join() });
  }
  return found;
}

async function listReaders(db: Db, serviceIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('serviceOrganization')
    .select('organizationId')
    .distinct()
    .where('serviceId', 'in', serviceIds)
    .orderBy('organizationId')
    .execute();
  return rows.map((row) => row.organizationId);
}
