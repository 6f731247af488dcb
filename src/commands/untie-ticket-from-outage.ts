import { findLoggedOutage } from '#db/queries/tied-outages';
import { appendTicketMessage } from './append-ticket-message.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { changeTicket, lockTicket, nextStage } from './ticket-lock.ts';
import type { TieInput } from './tie-ticket-to-outage.ts';
import { writeAudit } from './write-audit.ts';

/** Takes back that the ticket is about this outage; nothing happens when they are not tied. */
export function untieTicketFromOutage(ctx: CommandContext, input: TieInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicket(tx, input.ticketId);
    nextStage(ticket, 'close');
    const untied = await tx.db
      .deleteFrom('ticketOutage')
      .where('ticketId', '=', ticket.id)
      .where('outageId', '=', input.outageId)
      .returning('outageId')
      .executeTakeFirst();
    if (!untied) return;
    const outage = await findLoggedOutage(tx.db, ticket, input.outageId, { alsoUnpublished: true });
    const detail = outage && { serviceId: outage.serviceId, source: outage.source, startedAt: outage.startedAt };
    await appendTicketMessage(tx, ticket, {
      kind: 'untied',
      body: '',
      detail: { outageId: input.outageId, ...detail },
    });
    await changeTicket(tx, ticket, {});
    await writeAudit(tx, {
      action: 'untie-ticket-from-outage',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no, outageId: input.outageId },
    });
  });
}
