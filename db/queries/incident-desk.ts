import type { Selectable } from 'kysely';
import { OPERATORS } from '#domain/audience';
import type { Db } from '../connect.ts';
import type { IncidentTable } from '../schema/incidents.ts';
import type { OutageRevisionTable } from '../schema/outages.ts';
import { type IncidentService, listServicesOfIncidents } from './incident-services.ts';
import type { Outage } from './outages.ts';
import type { Service } from './services.ts';

/** A line of the operators' list of incidents; `title` is null where it is worded from the services. */
export interface DeskIncident extends Omit<Selectable<IncidentTable>, 'title' | 'locations'> {
  readonly title: string | null;
  readonly services: readonly IncidentService[];
}

export interface DeskPage {
  readonly incidents: readonly DeskIncident[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

/** Everything that is not over: drafts, held and open ones, newest first. */
export async function listUnfinishedIncidents(db: Db): Promise<DeskIncident[]> {
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('resolvedAt', 'is', null)
    .orderBy('startedAt', 'desc')
    .limit(200)
    .execute();
  return complete(db, rows);
}

/** What is over, newest first, page by page; `after` comes from the page before. */
export async function listFinishedIncidents(
  db: Db,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<DeskPage> {
  const cursor = after?.match(/^(\d{1,15})-([\w-]{1,64})$/);
  const [startedAt, id] = [Number(cursor?.[1] ?? 0), cursor?.[2] ?? ''];
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('resolvedAt', 'is not', null)
    .$if(Boolean(cursor), (query) =>
      query.where((eb) =>
        eb.or([eb('startedAt', '<', startedAt), eb.and([eb('startedAt', '=', startedAt), eb('id', '<', id)])]),
      ),
    )
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last ? `${last.startedAt}-${last.id}` : null;
  return { incidents: await complete(db, shown), next };
}

/** Outages of an incident as the operators see them: retracted ones too. */
export interface OutageLine
  extends Pick<Outage, 'id' | 'source' | 'state' | 'startedAt' | 'endedAt' | 'retractedAt' | 'revision'> {
  readonly serviceNames: Service['names'];
}

export async function listOutageLines(db: Db, incidentId: string): Promise<OutageLine[]> {
  const rows = await db
    .selectFrom('outage')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .select(['outage.id', 'source', 'state', 'startedAt', 'endedAt', 'retractedAt', 'outage.revision', 'service.names'])
    .where('incidentId', '=', incidentId)
    .orderBy('startedAt')
    .orderBy('outage.id')
    .execute();
  return rows.map(({ names, ...row }) => ({ ...row, serviceNames: JSON.parse(names) }));
}

export interface OutageRevision extends Omit<Selectable<OutageRevisionTable>, 'snapshot'> {
  readonly snapshot: Pick<Outage, 'startedAt' | 'endedAt' | 'state' | 'retractedAt'>;
}

/** All that was ever said of an outage, newest first. */
export async function listOutageRevisions(db: Db, outageId: string): Promise<OutageRevision[]> {
  const rows = await db
    .selectFrom('outageRevision')
    .selectAll()
    .where('outageId', '=', outageId)
    .orderBy('revision', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({ ...row, snapshot: JSON.parse(row.snapshot) }));
}

async function complete(db: Db, rows: readonly Selectable<IncidentTable>[]): Promise<DeskIncident[]> {
  const ids = rows.map((row) => row.id);
  const services =
    ids.length > 0 ? await listServicesOfIncidents(db, OPERATORS, ids) : new Map<string, IncidentService[]>();
  return rows.map((row) => ({ ...row, title: row.title || null, services: services.get(row.id) ?? [] }));
}
