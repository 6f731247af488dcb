import { findLoggedOutage } from '#db/queries/tied-outages';
import { appendTicketMessage } from './append-ticket-message.ts';
import { type CommandContext, DomainError } from './context.ts';
import { changeTicket, type TicketRow } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

/** Ties a locked ticket to an outage its organisation may know of; nothing happens when it is tied already. */
export async function tieOutage(ctx: CommandContext, ticket: TicketRow, outageId: string): Promise<boolean> {
  const outage = await findLoggedOutage(ctx.db, ticket, outageId, { alsoUnpublished: ctx.actor.kind !== 'member' });
  if (!outage) throw new DomainError('not-found', 'There is no such outage.', 'outageId');
  const row = await ctx.db
    .insertInto('ticketOutage')
    .values({ ticketId: ticket.id, outageId, tiedAt: ctx.now(), tiedBy: ctx.actor.name })
    .onConflict((conflict) => conflict.doNothing())
    .returning('outageId')
    .executeTakeFirst();
  if (!row) return false;
  const detail = { outageId, serviceId: outage.serviceId, source: outage.source, startedAt: outage.startedAt };
  await appendTicketMessage(ctx, ticket, { kind: 'tied', body: '', detail });
  await changeTicket(ctx, ticket, {});
  await writeAudit(ctx, {
    action: 'tie-ticket-to-outage',
    subjectKind: 'ticket',
    subjectId: ticket.id,
    organizationId: ticket.organizationId,
    detail: { no: ticket.no, outageId },
  });
  return true;
}
