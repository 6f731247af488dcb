import type { ExpressionBuilder, Selectable } from 'kysely';
import { type Audience, OPERATORS } from '#domain/audience';
import type { Interval } from '#domain/interval';
import type { OutageState, Surface } from '#domain/words';
import type { Db } from '../connect.ts';
import type { OutagePhaseTable, OutageTable } from '../schema/outages.ts';
import type { Database } from '../schema.ts';
import { incidentVisibleTo } from './visibility.ts';

export interface OutageLocation {
  readonly id: string;
  readonly title: string;
}

export interface OutagePhase {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
  readonly locations: readonly OutageLocation[];
  readonly sharePpm: number | null;
}

/** An outage with its phases, oldest first; a retracted one never happened and is left out of every list. */
export interface Outage extends Selectable<OutageTable> {
  readonly phases: readonly OutagePhase[];
}

/** Outages of the services that overlap the window, by their start. One is as public as its incident: what the story holds back, figures and bars hold back too. */
export async function listOutages(
  db: Db,
  serviceIds: readonly string[],
  { audience = OPERATORS, ...window }: Interval & { readonly audience?: Audience },
): Promise<Outage[]> {
  if (serviceIds.length === 0) return [];
  const begun = db
    .selectFrom('outage')
    .selectAll()
    .where('serviceId', 'in', serviceIds)
    .where('retractedAt', 'is', null)
    .$if(audience.kind !== 'operators', (query) =>
      query.where((eb) => eb.or([eb('incidentId', 'is', null), eb.exists(incidentSeenBy(eb, audience))])),
    )
    // Not by the index of starts: all that ever began before the window ends would be looked at.
    .where((eb) => eb(eb('startedAt', '+', eb.lit(0)), '<', window.endedAt));
  const rows = await begun
    .where('endedAt', '>', window.startedAt)
    .unionAll(begun.where('endedAt', 'is', null))
    .orderBy('startedAt')
    .execute();
  return withPhases(db, rows);
}

export async function listOutagesOfIncidents(db: Db, incidentIds: readonly string[]): Promise<Outage[]> {
  if (incidentIds.length === 0) return [];
  const rows = await db
    .selectFrom('outage')
    .selectAll()
    .where('incidentId', 'in', incidentIds)
    .where('retractedAt', 'is', null)
    .orderBy('startedAt')
    .execute();
  return withPhases(db, rows);
}

/** Whoever asks must already know the service: an outage has no visibility of its own. */
export async function findOutage(db: Db, id: string): Promise<Outage | undefined> {
  const row = await db.selectFrom('outage').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await withPhases(db, [row]))[0];
}

/** What a provider said of the services of an incident, retracted outages included. */
export async function listProviderOutages(db: Db, incidentId: string): Promise<Outage[]> {
  const rows = await db
    .selectFrom('outage')
    .selectAll()
    .where('incidentId', '=', incidentId)
    .where('source', '=', 'provider')
    .execute();
  return withPhases(db, rows);
}

function incidentSeenBy(eb: ExpressionBuilder<Database, 'outage'>, audience: Audience) {
  return eb
    .selectFrom('incident')
    .select('incident.id')
    .whereRef('incident.id', '=', 'outage.incidentId')
    .where(incidentVisibleTo(audience));
}

async function withPhases(db: Db, rows: readonly Selectable<OutageTable>[]): Promise<Outage[]> {
  if (rows.length === 0) return [];
  const phases = await db
    .selectFrom('outagePhase')
    .selectAll()
    .where(
      'outageId',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('seq')
    .execute();
  const byOutage = Map.groupBy(phases, (phase) => phase.outageId);
  return rows.map((row) => ({ ...row, phases: (byOutage.get(row.id) ?? []).map(toPhase) }));
}

function toPhase({ outageId: _, seq: __, ...row }: Selectable<OutagePhaseTable>): OutagePhase {
  return { ...row, surfaces: JSON.parse(row.surfaces), locations: JSON.parse(row.locations) };
}
