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

/** The same, and after maintenance that outlasts the time asked for whatever goes on with it: its end is when it is truly over. */
export async function listMaintenanceToItsEnd(
  db: Db,
  input: { readonly serviceIds: readonly string[]; readonly from: number; readonly to: number },
): Promise<MaintenanceSpan[]> {
  const spans = await listMaintenanceSpans(db, input);
  const lasting = spans.filter(({ endedAt }) => endedAt >= input.to);
  if (lasting.length === 0) return spans;
  const serviceIds = [...new Set(lasting.map(({ serviceId }) => serviceId))];
  const to = Math.max(...lasting.map(({ endedAt }) => endedAt)) + 1;
  const whole = await listMaintenanceToItsEnd(db, { serviceIds, from: input.from, to });
  return [...spans.filter(({ serviceId }) => !serviceIds.includes(serviceId)), ...whole];
}

/** What stands announced of one occurrence, service by service. */
export function listStandingAnnouncements(
  db: Db,
  occurrenceId: string,
): Promise<(Standing & { readonly writtenAt: number })[]> {
  return db
    .selectFrom('maintenanceAnnouncement')
    .select(['id', 'serviceId', 'startsAt as startedAt', 'endsAt as endedAt', 'announcedAt', 'writtenAt'])
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

/** Maintenance that goes on now, with the services of it that were asked for. */
export interface CurrentMaintenance {
  readonly id: string;
  readonly titles: LocalizedText;
  readonly descriptions: LocalizedText;
  readonly endsAt: number;
  readonly serviceIds: readonly string[];
}

/** What of these services is under announced maintenance now; whoever asks has read the services for the same audience. */
export async function listCurrentMaintenance(
  db: Db,
  { serviceIds, now }: { readonly serviceIds: readonly string[]; readonly now: number },
): Promise<CurrentMaintenance[]> {
  if (serviceIds.length === 0) return [];
  const rows = await db
    .selectFrom('maintenanceAnnouncement as said')
    .innerJoin('maintenanceOccurrence as occurrence', 'occurrence.id', 'said.occurrenceId')
    .innerJoin('maintenance', 'maintenance.id', 'occurrence.maintenanceId')
    .select(['occurrence.id', 'occurrence.endsAt', 'said.serviceId', 'maintenance.titles', 'maintenance.descriptions'])
    .where('said.withdrawnAt', 'is', null)
    .where('said.serviceId', 'in', [...serviceIds])
    .where('said.startsAt', '<=', now)
    .where('said.endsAt', '>', now)
    .orderBy('occurrence.endsAt')
    .orderBy('occurrence.id')
    .execute();
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { id, endsAt, titles, descriptions } = first;
    const texts = { titles: JSON.parse(titles), descriptions: JSON.parse(descriptions) };
    return [{ id, endsAt, ...texts, serviceIds: own.map(({ serviceId }) => serviceId) }];
  });
}
