import { PUBLIC } from '#domain/audience';
import type { ContractEvidence, EvidenceCheck, EvidenceGap, EvidenceOutage } from '#domain/credits/evidence';
import { maintenanceSpan, withBegun } from '#domain/credits/evidence-maintenance';
import type { Interval } from '#domain/interval';
import { serviceKey } from '#domain/sla/coverage';
import type { Db } from '../connect.ts';
import { listMaintenanceSpans } from './maintenance.ts';
import { incidentVisibleTo } from './visibility.ts';

/** What is on record of some services: the part of the evidence that all contracts over them share. */
export type ServiceEvidence = Pick<ContractEvidence, 'services' | 'checks' | 'outages' | 'gaps' | 'maintenance'>;

/** What is on record of these services in a span of time, in their order on the status page. */
export async function getServiceEvidence(
  db: Db,
  serviceIds: readonly string[],
  span: Interval,
): Promise<ServiceEvidence> {
  const services = await listServiceRows(db, serviceIds);
  const checks = await listChecks(db, serviceIds);
  const maintenance = await listMaintenance(db, serviceIds, span);
  return {
    services: withMeasuring(services, checks),
    checks,
    outages: await listOutages(db, serviceIds, span),
    gaps: await listGaps(db, serviceIds, span),
    ...(maintenance.length > 0 ? { maintenance } : {}),
  };
}

/** With what outages of earlier times take away of it: they are not in the evidence of the span. */
async function listMaintenance(
  db: Db,
  serviceIds: readonly string[],
  span: Interval,
): Promise<NonNullable<ServiceEvidence['maintenance']>> {
  const { startedAt: from, endedAt: to } = maintenanceSpan(span);
  const spans = await listMaintenanceSpans(db, { serviceIds, from, to });
  const first = Math.min(...spans.map(({ startedAt }) => startedAt));
  if (first >= span.startedAt) return spans;
  const earlier = await db
    .selectFrom('outage')
    .select(['serviceId', 'startedAt', 'endedAt'])
    .where('serviceId', 'in', [...new Set(spans.map(({ serviceId }) => serviceId))])
    .where('retractedAt', 'is', null)
    .where('endedAt', '>', first)
    .where('endedAt', '<=', span.startedAt)
    .$narrowType<{ endedAt: number }>()
    .execute();
  return withBegun(spans, earlier);
}

interface ServiceRow {
  readonly id: string;
  readonly name: string;
  readonly statedBy: string | null;
  readonly statedSince: number | null;
}

async function listServiceRows(db: Db, serviceIds: readonly string[]): Promise<ServiceRow[]> {
  if (serviceIds.length === 0) return [];
  const rows = await db
    .selectFrom('service')
    .select(['id', 'slug', 'names', 'provider'])
    .where('id', 'in', [...serviceIds])
    .orderBy('position')
    .orderBy('id')
    .execute();
  const statements = await listStatements(db);
  const seen = new Set<string>();
  return rows.map(({ id, slug, names, provider }) => {
    const english: string = JSON.parse(names).en ?? slug;
    // Two services that a policy would take for one are told apart.
    const name = seen.has(serviceKey(english)) ? `${english} (${slug})` : english;
    seen.add(serviceKey(name));
    const statedSince = statements.get(provider ?? '') ?? null;
    return { id, name, statedBy: statedSince === null ? null : provider, statedSince };
  });
}

/** Who states what since when. A feed brings its history along: from its oldest incident on, what it does not tell did not happen. */
async function listStatements(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('feedSource')
    .leftJoin('incident', (join) =>
      join.onRef('incident.provider', '=', 'feedSource.provider').on('incident.externalId', 'is not', null),
    )
    .select(({ fn }) => [
      'feedSource.provider',
      'firstSuccessAt',
      fn.min<number | null>('incident.startedAt').as('oldestAt'),
    ])
    .where('firstSuccessAt', 'is not', null)
    .groupBy(['feedSource.provider', 'firstSuccessAt'])
    .$narrowType<{ firstSuccessAt: number }>()
    .execute();
  return new Map(
    rows.map(({ provider, firstSuccessAt, oldestAt }) => [
      provider,
      Math.min(firstSuccessAt, oldestAt ?? firstSuccessAt),
    ]),
  );
}

/** Archived ones too: what they saw while they ran stays seen. */
async function listChecks(db: Db, serviceIds: readonly string[]): Promise<EvidenceCheck[]> {
  if (serviceIds.length === 0) return [];
  return db
    .selectFrom('healthCheck')
    .select(['id', 'serviceId', 'createdAt', 'archivedAt'])
    .where('serviceId', 'in', [...serviceIds])
    .orderBy('id')
    .execute();
}

function withMeasuring(
  services: readonly ServiceRow[],
  checks: readonly EvidenceCheck[],
): ContractEvidence['services'] {
  return services.map((service) => {
    const since = checks.filter(({ serviceId }) => serviceId === service.id).map(({ createdAt }) => createdAt);
    return { ...service, measuredSince: since.length === 0 ? null : Math.min(...since) };
  });
}

/** Of these outages the incidents, named only where everybody may read of them. */
export async function listToldIncidents(
  db: Db,
  outageIds: readonly string[],
): Promise<Map<string, NonNullable<EvidenceOutage['incident']>>> {
  const told = new Map<string, NonNullable<EvidenceOutage['incident']>>();
  for (let from = 0; from < outageIds.length; from += 500) {
    const rows = await db
      .selectFrom('outage')
      .leftJoin(db.selectFrom('incident').select(['id', 'title']).where(incidentVisibleTo(PUBLIC)).as('told'), (join) =>
        join.onRef('told.id', '=', 'outage.incidentId'),
      )
      .select(['outage.id', 'outage.incidentId', 'told.id as toldId', 'told.title'])
      .where('outage.id', 'in', outageIds.slice(from, from + 500))
      .execute();
    for (const { id, incidentId, toldId, title } of rows) {
      if (incidentId !== null) told.set(id, { id: incidentId, title: title ?? '', published: toldId !== null });
    }
  }
  return told;
}

/** An incident is named only where everybody may read of it: the evidence is shown to the organisation and kept with its claim. */
async function listOutages(db: Db, serviceIds: readonly string[], span: Interval): Promise<EvidenceOutage[]> {
  if (serviceIds.length === 0) return [];
  const outages = await db
    .selectFrom('outage')
    .leftJoin(db.selectFrom('incident').select(['id', 'title']).where(incidentVisibleTo(PUBLIC)).as('told'), (join) =>
      join.onRef('told.id', '=', 'outage.incidentId'),
    )
    .select(['outage.id', 'outage.serviceId', 'outage.source', 'outage.revision', 'outage.incidentId'])
    .select(['told.id as toldId', 'told.title'])
    .where('outage.serviceId', 'in', [...serviceIds])
    .where('outage.retractedAt', 'is', null)
    .where('outage.startedAt', '<', span.endedAt)
    .where((eb) => eb.or([eb('outage.endedAt', 'is', null), eb('outage.endedAt', '>', span.startedAt)]))
    .orderBy('outage.startedAt')
    .orderBy('outage.id')
    .execute();
  const phases = await listPhases(
    db,
    outages.map(({ id }) => id),
  );
  return outages.map(({ incidentId, toldId, title, ...outage }) => ({
    ...outage,
    incident: incidentId === null ? null : { id: incidentId, title: title ?? '', published: toldId !== null },
    phases: phases.get(outage.id) ?? [],
  }));
}

/** In slices: SQLite takes a bounded number of parameters in one statement. */
async function listPhases(db: Db, outageIds: readonly string[]): Promise<Map<string, EvidenceOutage['phases']>> {
  const phases: { outageId: string; phase: EvidenceOutage['phases'][number] }[] = [];
  for (let from = 0; from < outageIds.length; from += 500) {
    const rows = await db
      .selectFrom('outagePhase')
      .selectAll()
      .where('outageId', 'in', outageIds.slice(from, from + 500))
      .orderBy('outageId')
      .orderBy('seq')
      .execute();
    for (const { outageId, seq: _, surfaces, locations, ...phase } of rows) {
      phases.push({
        outageId,
        phase: { ...phase, surfaces: JSON.parse(surfaces), locations: placeNames(JSON.parse(locations)) },
      });
    }
  }
  const grouped = Map.groupBy(phases, ({ outageId }) => outageId);
  return new Map([...grouped].map(([id, list]) => [id, list.map(({ phase }) => phase)]));
}

/** Locations are kept as names, or as the provider's id and title. */
function placeNames(locations: readonly (string | { readonly title: string })[]): string[] {
  return locations.map((location) => (typeof location === 'string' ? location : location.title));
}

async function listGaps(db: Db, serviceIds: readonly string[], span: Interval): Promise<EvidenceGap[]> {
  if (serviceIds.length === 0) return [];
  return db
    .selectFrom('measurementGap')
    .select(['serviceId', 'checkId', 'startedAt', 'endedAt'])
    .where('serviceId', 'in', [...serviceIds])
    .where('startedAt', '<', span.endedAt)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', span.startedAt)]))
    .orderBy('startedAt')
    .orderBy('checkId')
    .execute();
}
