import type { Selectable } from 'kysely';
import type { LocalizedText } from '#domain/localized-text';
import type { Standing } from '#domain/maintenance/plan-announcements';
import { type AnnouncedSpan, mergeAnnounced } from '#domain/maintenance/spans';
import type { Db } from '../connect.ts';
import type { MaintenanceOccurrenceTable, MaintenanceTable } from '../schema/maintenance.ts';

/** Time that was announced as maintenance of a service and stands so. */
export interface MaintenanceSpan extends AnnouncedSpan {
  readonly serviceId: string;
}

/** Announced maintenance of services that touches a span of time, whole and merged per service, in the order of time. */
export async function listMaintenanceSpans(
  db: Db,
  input: { readonly serviceIds: readonly string[]; readonly from: number; readonly to: number },
): Promise<MaintenanceSpan[]> {
  if (input.serviceIds.length === 0) return [];
  const rows = await db
    .selectFrom('maintenanceAnnouncement')
    .select(['serviceId', 'startsAt as startedAt', 'endsAt as endedAt', 'announcedAt'])
    .where('withdrawnAt', 'is', null)
    .where('serviceId', 'in', [...input.serviceIds])
    .where('startsAt', '<', input.to)
    .where('endsAt', '>', input.from)
    .orderBy('serviceId')
    .execute();
  return [...Map.groupBy(rows, ({ serviceId }) => serviceId)].flatMap(([serviceId, own]) =>
    mergeAnnounced(own).map((span) => ({ ...span, serviceId })),
  );
}

/** What stands announced of one occurrence, service by service. */
export function listStandingAnnouncements(db: Db, occurrenceId: string): Promise<Standing[]> {
  return db
    .selectFrom('maintenanceAnnouncement')
    .select(['id', 'serviceId', 'startsAt as startedAt', 'endsAt as endedAt', 'announcedAt'])
    .where('occurrenceId', '=', occurrenceId)
    .where('withdrawnAt', 'is', null)
    .orderBy('serviceId')
    .orderBy('startsAt')
    .execute();
}

/** A maintenance with the services it concerns from now on. */
export interface Maintenance extends Omit<Selectable<MaintenanceTable>, 'titles' | 'descriptions' | 'skippedDays'> {
  readonly titles: LocalizedText;
  readonly descriptions: LocalizedText;
  readonly skippedDays: readonly string[];
  readonly serviceIds: readonly string[];
}

export type MaintenanceOccurrence = Selectable<MaintenanceOccurrenceTable>;

/** For operators and commands: a maintenance has no visibility but that of its services. */
export async function findMaintenance(db: Db, id: string): Promise<Maintenance | undefined> {
  const row = await db.selectFrom('maintenance').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const services = await db
    .selectFrom('maintenanceService')
    .select('serviceId')
    .where('maintenanceId', '=', id)
    .orderBy('serviceId')
    .execute();
  return { ...toMaintenance(row), serviceIds: services.map(({ serviceId }) => serviceId) };
}

function toMaintenance(row: Selectable<MaintenanceTable>): Omit<Maintenance, 'serviceIds'> {
  const { titles, descriptions, skippedDays, ...columns } = row;
  return {
    ...columns,
    titles: JSON.parse(titles),
    descriptions: JSON.parse(descriptions),
    skippedDays: JSON.parse(skippedDays),
  };
}

export function findOccurrence(db: Db, id: string): Promise<MaintenanceOccurrence | undefined> {
  return db.selectFrom('maintenanceOccurrence').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Occurrences of a maintenance that are still to come or going on, in the order of time. */
export function listOpenOccurrences(db: Db, maintenanceId: string): Promise<MaintenanceOccurrence[]> {
  return db
    .selectFrom('maintenanceOccurrence')
    .selectAll()
    .where('maintenanceId', '=', maintenanceId)
    .where('stage', 'in', ['scheduled', 'in-progress'])
    .orderBy('startsAt')
    .execute();
}

/** Series that go on and were not looked at up to this horizon; those that wait longest first. */
export async function listSeriesToExpand(db: Db, horizon: number): Promise<string[]> {
  const rows = await db
    .selectFrom('maintenance')
    .select('id')
    .where('rrule', 'is not', null)
    .where('cancelledAt', 'is', null)
    .where((eb) => eb.or([eb('expandedUntil', 'is', null), eb('expandedUntil', '<', horizon)]))
    .orderBy('expandedUntil')
    .orderBy('id')
    .limit(50)
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether any terms allow so many hours of maintenance a year: what came earlier in the year matters to them. */
export async function hasYearlyAllowance(db: Db): Promise<boolean> {
  const rows = await db.selectFrom('slaPolicy').select('terms').execute();
  return rows.some(({ terms }) => Number.isFinite(JSON.parse(terms).maintenance?.maximumHoursPerYear));
}
