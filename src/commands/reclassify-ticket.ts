import type { Priority } from '#domain/words';
import { appendTicketMessage } from './append-ticket-message.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { tellAdmins } from './tell-about-ticket.ts';
import { changeTicket, lockTicketAtDesk, nextStage, refuseStale } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface ReclassifyTicketInput {
  readonly ticketId: string;
  readonly priority: Priority;
  /** Told to the admin. */
  readonly reason: string;
  readonly seenRevision: number;
}

/** An operator gives the ticket another priority; its place in the queue follows, counted from its arrival. */
export function reclassifyTicket(ctx: CommandContext, input: ReclassifyTicketInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicketAtDesk(tx, input.ticketId);
    nextStage(ticket, 'close');
    if (ticket.priority === input.priority)
      throw new DomainError('conflict', `The ticket has priority ${input.priority} already.`, 'priority');
    refuseStale(ticket, input.seenRevision);
    const detail = { from: ticket.priority, to: input.priority };
    await appendTicketMessage(tx, ticket, { kind: 'priority', body: input.reason, detail });
    await changeTicket(tx, ticket, { priority: input.priority });
    await writeAudit(tx, {
      action: 'reclassify-ticket',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no, ...detail, reason: input.reason },
    });
    await tellAdmins(tx, ticket, { step: 'reclassified', text: input.reason, priority: input.priority });
  });
}
