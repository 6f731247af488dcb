import type { CommandContext } from '#commands/context';
import { listTicketQueue, type TicketLine } from '#db/queries/ticket-queue';
import { parseCursor, printCursor, QUEUE_VIEWS, type QueueCursor, type QueueView } from '#domain/tickets/queue';
import { PRIORITIES, type Priority } from '#domain/words';

const PAGE = 50;

/** What part of the queue an address asks for; words that are none fall back to everything open. */
export interface QueueVisit {
  readonly view: QueueView;
  readonly priority: Priority | undefined;
  readonly organizationId: string | undefined;
  readonly after: QueueCursor | undefined;
}

export function readQueueVisit({ searchParams }: URL): QueueVisit {
  return {
    view: QUEUE_VIEWS.find((view) => view === searchParams.get('view')) ?? 'open',
    priority: PRIORITIES.find((priority) => priority === searchParams.get('priority')),
    organizationId: searchParams.get('organization')?.slice(0, 64) || undefined,
    after: parseCursor(searchParams.get('after')),
  };
}

/** The address of a part of the queue. */
export function queuePath({ view, priority, organizationId }: QueueVisit, after?: QueueCursor): string {
  const query = new URLSearchParams();
  if (view !== 'open') query.set('view', view);
  if (priority) query.set('priority', priority);
  if (organizationId) query.set('organization', organizationId);
  if (after) query.set('after', printCursor(after));
  return query.size > 0 ? `/console/tickets?${query}` : '/console/tickets';
}

export interface QueuePage {
  readonly tickets: readonly TicketLine[];
  readonly nextPath: string | undefined;
}

/** One page of the queue, and where the next one begins. */
export async function readQueue(ctx: CommandContext, visit: QueueVisit): Promise<QueuePage> {
  const found = await listTicketQueue(ctx.db, { ...visit, limit: PAGE + 1 });
  const tickets = found.slice(0, PAGE);
  const last = tickets.at(-1);
  const more = found.length > PAGE && last !== undefined;
  return { tickets, nextPath: more ? queuePath(visit, cursorOf(last)) : undefined };
}

function cursorOf({ priority, no, closedAt }: TicketLine): QueueCursor {
  return closedAt === null ? { kind: 'open', priority, no } : { kind: 'closed', closedAt, no };
}
