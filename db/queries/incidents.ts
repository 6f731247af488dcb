import type { Selectable } from 'kysely';
import type { Audience } from '#domain/audience';
import type { AutomaticText } from '#domain/watching/automatic-text';
import type { Db } from '../connect.ts';
import type { IncidentTable, IncidentUpdateTable } from '../schema/incidents.ts';
import { listServicesOfIncidents } from './incident-services.ts';
import type { OutageLocation } from './outages.ts';
import type { Service } from './services.ts';
import { incidentVisibleTo } from './visibility.ts';

/** What a person wrote (`body`, Markdown, in `lang`), or what the product states (`automatic`, worded for each reader by `#i18n/incident/…`). */
export interface IncidentUpdate extends Omit<Selectable<IncidentUpdateTable>, 'automatic'> {
  readonly automatic: AutomaticText | null;
}

/** `title` is null for an incident the product opened itself: it is worded from the services and the impact for each reader. */
export interface Incident extends Omit<Selectable<IncidentTable>, 'title' | 'locations'> {
  readonly title: string | null;
  readonly locations: readonly OutageLocation[];
  /** Those of its services the audience may see. */
  readonly services: readonly Service[];
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
  const ids = rows.map((row) => row.id);
  const services = await listServicesOfIncidents(db, audience, ids);
  const updates = await db
    .selectFrom('incidentUpdate')
    .selectAll()
    .where('incidentId', 'in', ids)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const updatesOf = Map.groupBy(updates, (update) => update.incidentId);
  return rows.map((row) => ({
    ...row,
    title: row.title === '' ? null : row.title,
    locations: JSON.parse(row.locations),
    services: services.get(row.id) ?? [],
    updates: (updatesOf.get(row.id) ?? []).map(toUpdate),
  }));
}

function toUpdate(row: Selectable<IncidentUpdateTable>): IncidentUpdate {
  return { ...row, automatic: row.automatic === null ? null : JSON.parse(row.automatic) };
}
