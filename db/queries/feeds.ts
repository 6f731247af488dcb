import type { Selectable } from 'kysely';
import type { ImportReport } from '#domain/feeds/import-report';
import type { Interval } from '#domain/interval';
import type { Instant } from '#domain/time';
import type { Visibility } from '#domain/words';
import type { Db } from '../connect.ts';
import type { IncidentTable } from '../schema/incidents.ts';
import type { FeedSourceTable } from '../schema/watching.ts';

/** A service that stands for a product of a provider. */
export interface FeedService {
  readonly id: string;
  readonly providerKey: string;
  readonly visibility: Visibility;
  readonly createdAt: Instant;
  readonly archivedAt: Instant | null;
}

export interface FeedSource extends Omit<Selectable<FeedSourceTable>, 'lastReport'> {
  readonly lastReport: ImportReport | null;
}

/** The services of a provider by product; archived ones too, for their history goes on. */
export async function listFeedServices(db: Db, provider: string): Promise<Map<string, FeedService[]>> {
  const rows = await db
    .selectFrom('service')
    .select(['id', 'providerKey', 'visibility', 'createdAt', 'archivedAt'])
    .where('provider', '=', provider)
    .where('providerKey', 'is not', null)
    .orderBy('position')
    .$narrowType<{ providerKey: string }>()
    .execute();
  return Map.groupBy(rows, (row) => row.providerKey);
}

/** The incidents that a provider knows by these ids. */
export async function listProviderIncidents(
  db: Db,
  provider: string,
  externalIds: readonly string[],
): Promise<Map<string, Selectable<IncidentTable>>> {
  if (externalIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('provider', '=', provider)
    .where('externalId', 'in', [...externalIds])
    .execute();
  return new Map(rows.map((row) => [row.externalId ?? '', row]));
}

/** An incident of our own about one of the services in that time, for the same readers, that no provider has told of yet; open ones first. */
export async function findOwnIncident(
  db: Db,
  serviceIds: readonly string[],
  { visibility, ...span }: Interval & { readonly visibility: Visibility },
): Promise<Selectable<IncidentTable> | undefined> {
  if (serviceIds.length === 0) return undefined;
  return db
    .selectFrom('incident')
    .selectAll()
    .where('externalId', 'is', null)
    .where('visibility', '=', visibility)
    .where('impact', '!=', 'none')
    .where('startedAt', '<', span.endedAt)
    .where((eb) => eb.or([eb('resolvedAt', 'is', null), eb('resolvedAt', '>', span.startedAt)]))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('incidentService')
          .select('incidentService.serviceId')
          .whereRef('incidentService.incidentId', '=', 'incident.id')
          .where('incidentService.serviceId', 'in', [...serviceIds]),
      ),
    )
    .orderBy((eb) => eb.case().when('resolvedAt', 'is', null).then(0).else(1).end())
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function listFeedSources(db: Db): Promise<FeedSource[]> {
  const rows = await db.selectFrom('feedSource').selectAll().orderBy('provider').execute();
  return rows.map((row) => ({ ...row, lastReport: row.lastReport === null ? null : JSON.parse(row.lastReport) }));
}

/** What a provider told of and has not ended yet. */
export async function listOpenProviderIncidents(db: Db, provider: string): Promise<Selectable<IncidentTable>[]> {
  return db
    .selectFrom('incident')
    .selectAll()
    .where('provider', '=', provider)
    .where('externalId', 'is not', null)
    .where('providerResolvedAt', 'is', null)
    .orderBy('startedAt')
    .execute();
}

/** Since when the silence of a provider means that all was well: its feed brings its history along. Null while none is read. */
export async function getStatedSince(db: Db, provider: string): Promise<Instant | null> {
  const source = await db
    .selectFrom('feedSource')
    .select('firstSuccessAt')
    .where('provider', '=', provider)
    .executeTakeFirst();
  if (!source || source.firstSuccessAt === null) return null;
  const oldest = await db
    .selectFrom('incident')
    .select(({ fn }) => fn.min<number | null>('startedAt').as('at'))
    .where('provider', '=', provider)
    .where('externalId', 'is not', null)
    .executeTakeFirst();
  return Math.min(source.firstSuccessAt, oldest?.at ?? source.firstSuccessAt);
}
