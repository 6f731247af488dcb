import type { ExpressionBuilder, Selectable } from 'kysely';
import type { Audience } from '#domain/audience';
import type { AutomaticText } from '#domain/watching/automatic-text';
import type { Db } from '../connect.ts';
import type { IncidentTable, IncidentUpdateTable } from '../schema/incidents.ts';
import type { Database } from '../schema.ts';
import { type IncidentService, listServicesOfIncidents } from './incident-services.ts';
import type { OutageLocation } from './outages.ts';
import { incidentVisibleTo } from './visibility.ts';

/** What a person wrote (`body`, Markdown, in `lang`), or what the product states (`automatic`, worded for each reader by `#i18n/incident/…`). */
export interface IncidentUpdate extends Omit<Selectable<IncidentUpdateTable>, 'automatic'> {
  readonly automatic: AutomaticText | null;
}

/** `title` is null for an incident the product opened itself: it is worded from the services and the impact for each reader. */
export interface ListedIncident extends Omit<Selectable<IncidentTable>, 'title' | 'locations'> {
  readonly title: string | null;
  readonly locations: readonly OutageLocation[];
  /** Those of its services the audience may see. */
  readonly services: readonly IncidentService[];
}

export interface LatelyResolved extends ListedIncident {
  readonly reported: boolean;
}

export interface Incident extends ListedIncident {
  /** Newest first. */
  readonly updates: readonly IncidentUpdate[];
}

export interface IncidentWindow {
  /** Incidents that were open at any moment of [from, to). */
  readonly from: number;
  readonly to: number;
  readonly limit?: number;
}

/** Unresolved incidents, informations included, newest first. */
export async function listOpenIncidents(db: Db, audience: Audience): Promise<Incident[]> {
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('resolvedAt', 'is', null)
    .where(incidentVisibleTo(audience))
    .orderBy('startedAt', 'desc')
    .execute();
  return completeIncidents(db, audience, rows);
}

/** Incidents of a time, newest first. */
export async function listIncidents(db: Db, audience: Audience, window: IncidentWindow): Promise<Incident[]> {
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('startedAt', '<', window.to)
    .where((eb) => eb.or([eb('resolvedAt', 'is', null), eb('resolvedAt', '>=', window.from)]))
    .where(incidentVisibleTo(audience))
    .orderBy('startedAt', 'desc')
    .limit(window.limit ?? 1_000)
    .execute();
  return completeIncidents(db, audience, rows);
}

/** Incidents resolved since an instant, newest first, for lists that name them: without their updates, and whether a public report was published. */
export async function listResolvedIncidents(
  db: Db,
  audience: Audience,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<LatelyResolved[]> {
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .select((eb) => eb.exists(publicReportOf(eb)).as('reported'))
    .where('resolvedAt', '>=', since)
    .where(incidentVisibleTo(audience))
    .orderBy('startedAt', 'desc')
    .limit(limit)
    .execute();
  const listed = await withServices(db, audience, rows);
  return listed.map((incident) => ({ ...incident, reported: Boolean(incident.reported) }));
}

function publicReportOf(eb: ExpressionBuilder<Database, 'incident'>) {
  return eb
    .selectFrom('incidentReport')
    .select('incidentReport.id')
    .whereRef('incidentReport.incidentId', '=', 'incident.id')
    .where('incidentReport.visibility', '=', 'public')
    .where('incidentReport.publishedAt', 'is not', null);
}

export async function findIncident(db: Db, audience: Audience, id: string): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incident')
    .selectAll()
    .where('id', '=', id)
    .where(incidentVisibleTo(audience))
    .executeTakeFirst();
  return row && (await completeIncidents(db, audience, [row]))[0];
}

async function completeIncidents(
  db: Db,
  audience: Audience,
  rows: readonly Selectable<IncidentTable>[],
): Promise<Incident[]> {
  if (rows.length === 0) return [];
  const listed = await withServices(db, audience, rows);
  const updates = await db
    .selectFrom('incidentUpdate')
    .selectAll()
    .where(
      'incidentId',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const updatesOf = Map.groupBy(updates, (update) => update.incidentId);
  return listed.map((incident) => ({ ...incident, updates: (updatesOf.get(incident.id) ?? []).map(toUpdate) }));
}

async function withServices<Row extends Selectable<IncidentTable>>(
  db: Db,
  audience: Audience,
  rows: readonly Row[],
): Promise<(Omit<Row, 'title' | 'locations'> & ListedIncident)[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const services = await listServicesOfIncidents(db, audience, ids);
  return rows.map((row) => ({
    ...row,
    title: row.title === '' ? null : row.title,
    locations: JSON.parse(row.locations),
    services: services.get(row.id) ?? [],
  }));
}

function toUpdate(row: Selectable<IncidentUpdateTable>): IncidentUpdate {
  return { ...row, automatic: row.automatic === null ? null : JSON.parse(row.automatic) };
}
