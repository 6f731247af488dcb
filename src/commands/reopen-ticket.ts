import { appendTicketMessage } from './append-ticket-message.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { tellAdmins, tellDesk } from './tell-about-ticket.ts';
import { changeTicket, lockTicket, nextStage } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface ReopenTicketInput {
  readonly ticketId: string;
  readonly reason: string;
}

/** Takes a closed ticket up again, at its old place in the queue. */
export function reopenTicket(ctx: CommandContext, input: ReopenTicketInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicket(tx, input.ticketId);
    const stage = nextStage(ticket, 'reopen');
    await appendTicketMessage(tx, ticket, {
      kind: 'reopened',
      body: input.reason,
      detail: { kind: ticket.resolutionKind },
    });
    await changeTicket(tx, ticket, { stage, resolutionKind: null, closedAt: null });
    await writeAudit(tx, {
      action: 'reopen-ticket',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no, was: ticket.resolutionKind },
    });
    const told = { step: 'reopened', text: input.reason } as const;
    await (tx.actor.kind === 'member' ? tellDesk : tellAdmins)(tx, ticket, told);
  });
}
