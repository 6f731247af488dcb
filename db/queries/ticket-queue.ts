import type { LocalizedText } from '#domain/localized-text';
import { type QueueCursor, type QueueView, VIEW_STAGES } from '#domain/tickets/queue';
import { PRIORITIES, type Priority, type ResolutionKind, type TicketStage } from '#domain/words';
import type { Db } from '../connect.ts';
import type { Scope } from './tied-outages.ts';

export interface TicketLine {
  readonly id: string;
  readonly no: number;
  readonly title: string;
  readonly lang: 'en' | 'fr';
  readonly priority: Priority;
  readonly stage: TicketStage;
  readonly resolutionKind: ResolutionKind | null;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly serviceNames: LocalizedText | null;
  readonly openedAt: number;
  readonly firstAnsweredAt: number | null;
  readonly closedAt: number | null;
  readonly updatedAt: number;
}

export interface QueueFilter {
  readonly view: QueueView;
  readonly priority?: Priority | undefined;
  readonly organizationId?: string | undefined;
  readonly after?: QueueCursor | undefined;
  readonly limit: number;
}

/** One page of the queue: open tickets by priority, then arrival; closed ones by closing, newest first. */
export async function listTicketQueue(db: Db, filter: QueueFilter): Promise<TicketLine[]> {
  if (filter.view === 'closed') return (await closedPage(db, filter)).map(toLine);
  if (filter.view === 'open') return (await openPage(db, filter)).map(toLine);
  // One ordered read per stage, each bounded by the limit, instead of sorting everything that is open.
  const pages = await Promise.all(VIEW_STAGES[filter.view].map((stage) => openPage(db, filter, stage)));
  return pages.flat().toSorted(byPlace).slice(0, filter.limit).map(toLine);
}

/** Tickets of the organisation, newest first, before the ticket with number `before`. */
export async function listTicketsOf(
  db: Db,
  scope: Scope,
  page: { readonly open: boolean; readonly before?: number | undefined; readonly limit: number },
): Promise<TicketLine[]> {
  let query = selectLines(db)
    .where('ticket.organizationId', '=', scope.organizationId)
    .where('ticket.closedAt', page.open ? 'is' : 'is not', null)
    .orderBy('ticket.no', 'desc')
    .limit(page.limit);
  if (page.before !== undefined) query = query.where('ticket.no', '<', page.before);
  return (await query.execute()).map(toLine);
}

export interface QueueCounts {
  readonly byPriority: Readonly<Record<Priority, number>>;
  readonly unanswered: number;
}

/** How many tickets are open, by priority, and how many of them nobody has answered. */
export async function findQueueCounts(db: Db): Promise<QueueCounts> {
  const rows = await db
    .selectFrom('ticket')
    .select((eb) => ['priority', eb.fn.countAll<number>().as('count')])
    .where('closedAt', 'is', null)
    .groupBy('priority')
    .execute();
  const { count: unanswered } = await db
    .selectFrom('ticket')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('closedAt', 'is', null)
    .where('firstAnsweredAt', 'is', null)
    .executeTakeFirstOrThrow();
  const countOf = (priority: Priority): number => rows.find((row) => row.priority === priority)?.count ?? 0;
  const [p1, p2, p3, p4] = PRIORITIES.map(countOf);
  return {
    byPriority: { P1: p1 ?? 0, P2: p2 ?? 0, P3: p3 ?? 0, P4: p4 ?? 0 },
    unanswered,
  };
}

/** The open ticket that waits longest for its first answer. */
export async function findOldestUnanswered(db: Db): Promise<TicketLine | undefined> {
  const row = await selectLines(db)
    .where('ticket.closedAt', 'is', null)
    .where('ticket.firstAnsweredAt', 'is', null)
    .orderBy('ticket.no')
    .limit(1)
    .executeTakeFirst();
  return row && toLine(row);
}

function byPlace(a: { priority: Priority; no: number }, b: { priority: Priority; no: number }): number {
  return PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || a.no - b.no;
}

function openPage(db: Db, { priority, organizationId, after, limit }: QueueFilter, stage?: TicketStage) {
  let query = selectLines(db)
    .where('ticket.closedAt', 'is', null)
    .orderBy('ticket.priority')
    .orderBy('ticket.no')
    .limit(limit);
  if (stage) query = query.where('ticket.stage', '=', stage);
  if (priority) query = query.where('ticket.priority', '=', priority);
  if (organizationId) query = query.where('ticket.organizationId', '=', organizationId);
  if (after?.kind === 'open')
    query = query.where((eb) =>
      eb(eb.refTuple('ticket.priority', 'ticket.no'), '>', eb.tuple(after.priority, after.no)),
    );
  return query.execute();
}

function closedPage(db: Db, { priority, organizationId, after, limit }: QueueFilter) {
  let query = selectLines(db)
    .where('ticket.closedAt', 'is not', null)
    .orderBy('ticket.closedAt', 'desc')
    .orderBy('ticket.no', 'desc')
    .limit(limit);
  if (priority) query = query.where('ticket.priority', '=', priority);
  if (organizationId) query = query.where('ticket.organizationId', '=', organizationId);
  if (after?.kind === 'closed')
    query = query.where((eb) =>
      eb(eb.refTuple('ticket.closedAt', 'ticket.no'), '<', eb.tuple<number | null, number>(after.closedAt, after.no)),
    );
  return query.execute();
}

function selectLines(db: Db) {
  return db
    .selectFrom('ticket')
    .innerJoin('organization', 'organization.id', 'ticket.organizationId')
    .leftJoin('service', 'service.id', 'ticket.serviceId')
    .select([
      'ticket.id',
      'ticket.no',
      'ticket.title',
      'ticket.lang',
      'ticket.priority',
      'ticket.stage',
      'ticket.resolutionKind',
      'ticket.organizationId',
      'ticket.openedAt',
      'ticket.firstAnsweredAt',
      'ticket.closedAt',
      'ticket.updatedAt',
      'organization.name as organizationName',
      'service.names as serviceNames',
    ]);
}

function toLine<T extends { readonly serviceNames: string | null }>(row: T) {
  return { ...row, serviceNames: row.serviceNames === null ? null : (JSON.parse(row.serviceNames) as LocalizedText) };
}
