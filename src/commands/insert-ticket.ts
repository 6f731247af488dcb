import { findService } from '#db/queries/services';
import { MINUTE_MS } from '#domain/time';
import type { Language, Priority, TicketChannel } from '#domain/words';
import { type CommandContext, DomainError } from './context.ts';
import { nextNumber } from './next-number.ts';
import type { TicketRow } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

/** What the author of a ticket tells. */
export interface TicketText {
  readonly priority: Priority;
  readonly serviceId: string | null;
  readonly title: string;
  readonly body: string;
  readonly occurredAt: number;
  readonly affectedUsers: number | null;
  readonly steps: string | null;
  readonly lang: Language;
  /** Chosen by the form: the same one makes one ticket. */
  readonly submissionKey: string;
}

export interface NewTicket extends TicketText {
  readonly organizationId: string;
  readonly channel: TicketChannel;
}

/** A clock that is a little ahead is no lie. */
const CLOCK_TOLERANCE_MS = 10 * MINUTE_MS;

/** Writes a new ticket; undefined when this very form was taken before. */
export async function insertTicket(ctx: CommandContext, input: NewTicket): Promise<TicketRow | undefined> {
  if (input.occurredAt > ctx.now() + CLOCK_TOLERANCE_MS)
    throw new DomainError('invalid', 'This time is still to come. Times are in UTC.', 'occurredAt');
  const audience = { kind: 'organization', organizationId: input.organizationId } as const;
  if (input.serviceId !== null && !(await findService(ctx.db, audience, input.serviceId)))
    throw new DomainError('invalid', 'Choose one of the services.', 'serviceId');
  const now = ctx.now();
  const ticket = await ctx.db
    .insertInto('ticket')
    .values({
      id: ctx.newId(),
      no: await nextNumber(ctx, 'ticket'),
      organizationId: input.organizationId,
      serviceId: input.serviceId,
      title: input.title,
      body: input.body,
      priority: input.priority,
      channel: input.channel,
      occurredAt: input.occurredAt,
      affectedUsers: input.affectedUsers,
      steps: input.steps,
      lang: input.lang,
      submissionKey: input.submissionKey,
      stage: 'new',
      openedBy: ctx.actor.name,
      openedById: ctx.actor.kind === 'member' ? ctx.actor.id : null,
      openedAt: now,
      updatedAt: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!ticket) return undefined;
  await writeAudit(ctx, {
    action: 'open-ticket',
    subjectKind: 'ticket',
    subjectId: ticket.id,
    organizationId: ticket.organizationId,
    detail: { no: ticket.no, priority: ticket.priority, channel: ticket.channel, serviceId: ticket.serviceId },
  });
  return ticket;
}

/** The ticket an earlier sending of the same form made. */
export async function findSubmittedTicket(
  ctx: CommandContext,
  { organizationId, submissionKey }: Pick<NewTicket, 'organizationId' | 'submissionKey'>,
): Promise<{ readonly id: string; readonly no: number } | undefined> {
  return ctx.db
    .selectFrom('ticket')
    .select(['id', 'no'])
    .where('organizationId', '=', organizationId)
    .where('submissionKey', '=', submissionKey)
    .executeTakeFirst();
}
