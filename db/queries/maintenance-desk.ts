import type { SelectQueryBuilder } from 'kysely';
import type { LocalizedText } from '#domain/localized-text';
import type { MaintenanceStage } from '#domain/words';
import type { Db } from '../connect.ts';
import type { Database } from '../schema.ts';
import type { MaintenanceOccurrence } from './maintenance.ts';

/** An occurrence as the desk lists it. */
export interface OccurrenceLine {
  readonly id: string;
  readonly maintenanceId: string;
  readonly titles: LocalizedText;
  readonly isSeries: boolean;
  readonly zone: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly stage: MaintenanceStage;
  readonly reason: string | null;
  readonly serviceNames: readonly LocalizedText[];
}

/** What goes on now. */
export function listRunning(db: Db): Promise<OccurrenceLine[]> {
  return withServices(db, lines(db).where('occurrence.stage', '=', 'in-progress').orderBy('occurrence.startsAt'));
}

/** What is to come, soonest first; of a series the next occurrence. */
export function listComing(db: Db, limit: number): Promise<OccurrenceLine[]> {
  const query = lines(db)
    .where('occurrence.stage', '=', 'scheduled')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('maintenanceOccurrence as earlier')
            .select('earlier.id')
            .whereRef('earlier.maintenanceId', '=', 'occurrence.maintenanceId')
            .whereRef('earlier.startsAt', '<', 'occurrence.startsAt')
            .where('earlier.stage', '=', 'scheduled'),
        ),
      ),
    )
    .orderBy('occurrence.startsAt')
    .limit(limit);
  return withServices(db, query);
}

/** What is over or was cancelled, latest first. */
export function listPast(db: Db, { before, limit }: { readonly before?: number | undefined; readonly limit: number }) {
  let query = lines(db)
    .where('occurrence.stage', 'in', ['done', 'cancelled'])
    .orderBy('occurrence.endsAt', 'desc')
    .orderBy('occurrence.id')
    .limit(limit);
  if (before !== undefined) query = query.where('occurrence.endsAt', '<', before);
  return withServices(db, query);
}

function lines(db: Db) {
  return db
    .selectFrom('maintenanceOccurrence as occurrence')
    .innerJoin('maintenance', 'maintenance.id', 'occurrence.maintenanceId')
    .select(['occurrence.id', 'occurrence.maintenanceId', 'occurrence.startsAt', 'occurrence.endsAt'])
    .select(['occurrence.stage', 'occurrence.reason', 'maintenance.titles', 'maintenance.rrule', 'maintenance.zone']);
}

type Row = Omit<OccurrenceLine, 'titles' | 'isSeries' | 'serviceNames'> & {
  readonly titles: string;
  readonly rrule: string | null;
};

async function withServices<T extends keyof Database>(
  db: Db,
  query: SelectQueryBuilder<Database & Record<'occurrence', MaintenanceOccurrence>, T | 'occurrence', Row>,
): Promise<OccurrenceLine[]> {
  const rows = await query.execute();
  if (rows.length === 0) return [];
  const services = await db
    .selectFrom('maintenanceAnnouncement as said')
    .innerJoin('service', 'service.id', 'said.serviceId')
    .select(['said.occurrenceId', 'service.names', 'service.position'])
    .distinct()
    .where(
      'said.occurrenceId',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('service.position')
    .execute();
  const namesOf = Map.groupBy(services, ({ occurrenceId }) => occurrenceId);
  return rows.map(({ titles, rrule, ...row }) => ({
    ...row,
    titles: JSON.parse(titles),
    isSeries: rrule !== null,
    serviceNames: (namesOf.get(row.id) ?? []).map(({ names }) => JSON.parse(names)),
  }));
}

/** Occurrences of one maintenance: the next to come, or the latest that are over. */
export function listOccurrences(
  db: Db,
  {
    maintenanceId,
    which,
    limit,
  }: { readonly maintenanceId: string; readonly which: 'open' | 'over'; readonly limit: number },
): Promise<MaintenanceOccurrence[]> {
  const isOpen = which === 'open';
  return db
    .selectFrom('maintenanceOccurrence')
    .selectAll()
    .where('maintenanceId', '=', maintenanceId)
    .where('stage', 'in', isOpen ? ['scheduled', 'in-progress'] : ['done', 'cancelled'])
    .orderBy('startsAt', isOpen ? 'asc' : 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** One announcement as it was made, or went on from another; withdrawn ones too. */
export interface SaidAnnouncement {
  readonly id: string;
  readonly serviceNames: LocalizedText;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly announcedAt: number;
  readonly withdrawnAt: number | null;
}

/** All that was ever said of an occurrence, in the order it was written. */
export async function listSaid(db: Db, occurrenceId: string): Promise<SaidAnnouncement[]> {
  const rows = await db
    .selectFrom('maintenanceAnnouncement as said')
    .innerJoin('service', 'service.id', 'said.serviceId')
    .select(['said.id', 'said.startsAt', 'said.endsAt', 'said.announcedAt', 'said.withdrawnAt', 'service.names'])
    .where('said.occurrenceId', '=', occurrenceId)
    .orderBy('said.writtenAt')
    .orderBy('said.startsAt')
    .orderBy('service.position')
    .orderBy('said.id')
    .execute();
  return rows.map(({ names, ...row }) => ({ ...row, serviceNames: JSON.parse(names) }));
}
