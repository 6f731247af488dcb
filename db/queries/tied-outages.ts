import type { LocalizedText } from '#domain/localized-text';
import type { OutageSource, OutageState } from '#domain/words';
import type { Db } from '../connect.ts';
import { incidentVisibleTo, serviceVisibleTo } from './visibility.ts';

export interface Scope {
  readonly organizationId: string;
}

/** An outage as a ticket or a report request shows it. */
export interface LoggedOutage {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceNames: LocalizedText;
  readonly source: OutageSource;
  readonly state: OutageState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly incidentId: string | null;
  /** Of its incident. */
  readonly publishedAt: number | null;
}

export interface LogWindow {
  readonly from: number;
  readonly to: number;
}

/** For an operator: outages whose incident is still held back are among them. */
export interface LogOptions {
  readonly alsoUnpublished?: boolean;
}

/** Outages near a time, newest first, of services the organisation may see and of incidents it may know of. */
export async function listLoggedOutages(
  db: Db,
  scope: Scope,
  window: LogWindow,
  options: LogOptions = {},
): Promise<LoggedOutage[]> {
  const rows = await selectLogged(db, scope, options)
    .where('outage.startedAt', '<=', window.to)
    .where((eb) => eb.or([eb('outage.endedAt', 'is', null), eb('outage.endedAt', '>=', window.from)]))
    .orderBy('outage.startedAt', 'desc')
    .limit(200)
    .execute();
  return rows.map(toLogged);
}

/** The outage, if the organisation may see its service and know of its incident. */
export async function findLoggedOutage(
  db: Db,
  scope: Scope,
  outageId: string,
  options: LogOptions = {},
): Promise<LoggedOutage | undefined> {
  const row = await selectLogged(db, scope, options).where('outage.id', '=', outageId).executeTakeFirst();
  return row && toLogged(row);
}

/** Outages tied to a ticket of the organisation, oldest first. */
export async function listTiedOutages(db: Db, scope: Scope, ticketId: string): Promise<LoggedOutage[]> {
  const rows = await selectOutages(db)
    .innerJoin('ticketOutage', 'ticketOutage.outageId', 'outage.id')
    .innerJoin('ticket', 'ticket.id', 'ticketOutage.ticketId')
    .where('ticket.id', '=', ticketId)
    .where('ticket.organizationId', '=', scope.organizationId)
    .orderBy('outage.startedAt')
    .execute();
  return rows.map(toLogged);
}

/** When the outages of a ticket ended; for rules about closing it. */
export async function listTiedEnds(db: Db, ticketId: string): Promise<{ readonly endedAt: number | null }[]> {
  return db
    .selectFrom('ticketOutage')
    .innerJoin('outage', 'outage.id', 'ticketOutage.outageId')
    .select('outage.endedAt')
    .where('ticketOutage.ticketId', '=', ticketId)
    .where('outage.retractedAt', 'is', null)
    .execute();
}

function selectLogged(db: Db, { organizationId }: Scope, { alsoUnpublished = false }: LogOptions) {
  const audience = { kind: 'organization', organizationId } as const;
  const query = selectOutages(db).where(serviceVisibleTo(audience));
  if (alsoUnpublished) return query;
  return query.where((eb) =>
    eb.or([
      eb('outage.incidentId', 'is', null),
      eb.exists(
        eb
          .selectFrom('incident')
          .select('incident.id')
          .whereRef('incident.id', '=', 'outage.incidentId')
          .where(incidentVisibleTo(audience)),
      ),
    ]),
  );
}

function selectOutages(db: Db) {
  return db
    .selectFrom('outage')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .leftJoin('incident', 'incident.id', 'outage.incidentId')
    .select([
      'outage.id',
      'outage.serviceId',
      'service.names as serviceNames',
      'outage.source',
      'outage.state',
      'outage.startedAt',
      'outage.endedAt',
      'outage.incidentId',
      'incident.publishedAt',
    ])
    .where('outage.retractedAt', 'is', null);
}

function toLogged<T extends { readonly serviceNames: string }>(
  row: T,
): Omit<T, 'serviceNames'> & { readonly serviceNames: LocalizedText } {
  return { ...row, serviceNames: JSON.parse(row.serviceNames) };
}
