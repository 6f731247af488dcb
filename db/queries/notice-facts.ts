import type { Db } from '#db/connect';
import type { Standing } from '#domain/incidents/standing';
import type { AnnouncedService } from '#domain/notice-audiences';
import type { Names, OutageFacts, UpdateFacts } from '#domain/notice-payload';
import type { AutomaticText } from '#domain/watching/automatic-text';
import type { IncidentImpact, IncidentStage, Language, Visibility } from '#domain/words';
import { listStandings } from './incident-standings.ts';

export interface IncidentNoticeFacts {
  readonly id: string;
  /** Empty where the product opened the incident: its title is worded for each reader. */
  readonly title: string;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  readonly stage: IncidentStage;
  readonly visibility: Visibility;
  readonly publishedAt: number | null;
  readonly startedAt: number;
  readonly resolvedAt: number | null;
  readonly latestUpdate: (UpdateFacts & { readonly automatic: AutomaticText | null }) | null;
}

export interface ServiceNoticeFacts extends AnnouncedService {
  readonly slug: string;
  readonly names: Names;
}

/** A service as an event of its incident tells of it. */
export interface IncidentServiceFacts extends ServiceNoticeFacts {
  readonly standing: Standing | null;
}

export interface OutageNoticeFacts extends OutageFacts {
  readonly serviceId: string;
  readonly incidentId: string | null;
}

/** What an event tells about an incident. */
export async function findIncidentNoticeFacts(db: Db, incidentId: string): Promise<IncidentNoticeFacts | undefined> {
  const incident = await db
    .selectFrom('incident')
    .select(['id', 'title', 'lang', 'impact', 'stage', 'visibility', 'publishedAt', 'startedAt', 'resolvedAt'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
  if (!incident) return undefined;
  const latestUpdate = await db
    .selectFrom('incidentUpdate')
    .select(['at', 'stage', 'body', 'lang', 'automatic'])
    .where('incidentId', '=', incidentId)
    .orderBy('at', 'desc')
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!latestUpdate) return { ...incident, latestUpdate: null };
  const automatic: AutomaticText | null = latestUpdate.automatic === null ? null : JSON.parse(latestUpdate.automatic);
  return { ...incident, latestUpdate: { ...latestUpdate, automatic } };
}

/** The services of an incident in the order of the public page. */
export async function listServicesOfIncident(db: Db, incidentId: string): Promise<IncidentServiceFacts[]> {
  const rows = await db
    .selectFrom('incidentService')
    .innerJoin('service', 'service.id', 'incidentService.serviceId')
    .select(['service.id', 'service.slug', 'service.names', 'service.visibility'])
    .where('incidentService.incidentId', '=', incidentId)
    .orderBy('service.position')
    .orderBy('service.id')
    .execute();
  const standings = (await listStandings(db, [incidentId])).get(incidentId);
  const services = await withOrganizations(db, rows);
  return services.map((service) => ({ ...service, standing: standings?.get(service.id) ?? null }));
}

/** One service, as events tell of it. */
export async function listServiceNoticeFacts(db: Db, serviceId: string): Promise<ServiceNoticeFacts[]> {
  const rows = await db
    .selectFrom('service')
    .select(['id', 'slug', 'names', 'visibility'])
    .where('id', '=', serviceId)
    .execute();
  return withOrganizations(db, rows);
}

/** The outages that belong to an incident, as they stand now. */
export async function listOutageNoticeFacts(db: Db, incidentId: string): Promise<OutageNoticeFacts[]> {
  return readOutages(
    await selectOutages(db)
      .where('outage.incidentId', '=', incidentId)
      .where('outage.retractedAt', 'is', null)
      .orderBy('outage.startedAt')
      .orderBy('outage.id')
      .limit(100)
      .execute(),
  );
}

/** One outage, as events tell of it. */
export async function findOutageNoticeFacts(db: Db, outageId: string): Promise<OutageNoticeFacts | undefined> {
  return readOutages(await selectOutages(db).where('outage.id', '=', outageId).execute()).at(0);
}

function selectOutages(db: Db) {
  return db
    .selectFrom('outage')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .select([
      'outage.id',
      'outage.serviceId',
      'outage.incidentId',
      'outage.state',
      'outage.source',
      'outage.startedAt',
      'outage.endedAt',
      'outage.revision',
      'service.slug',
      'service.names',
    ]);
}

type OutageRow = Omit<OutageNoticeFacts, 'service'> & { readonly slug: string; readonly names: string };

function readOutages(rows: readonly OutageRow[]): OutageNoticeFacts[] {
  return rows.map(({ slug, names, ...outage }) => ({ ...outage, service: { slug, names: JSON.parse(names) } }));
}

type ServiceRow = Omit<ServiceNoticeFacts, 'names' | 'organizationIds'> & { readonly names: string };

async function withOrganizations(db: Db, rows: readonly ServiceRow[]): Promise<ServiceNoticeFacts[]> {
  const ids = rows.map((row) => row.id);
  const links =
    ids.length === 0
      ? []
      : await db.selectFrom('serviceOrganization').selectAll().where('serviceId', 'in', ids).execute();
  return rows.map((row) => ({
    ...row,
    names: JSON.parse(row.names),
    organizationIds: links.filter((link) => link.serviceId === row.id).map((link) => link.organizationId),
  }));
}
