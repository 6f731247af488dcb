import { appendTicketMessage, wasSubmitted } from './append-ticket-message.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { tellDesk } from './tell-about-ticket.ts';
import { changeTicket, lockOwnTicket, nextStage } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface ReplyToTicketInput {
  readonly ticketId: string;
  readonly body: string;
  readonly submissionKey: string;
}

/** An admin writes to the desk; a question or an offered solution is thereby answered. */
export function replyToTicket(ctx: CommandContext, input: ReplyToTicketInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockOwnTicket(tx, input.ticketId);
    if (await wasSubmitted(tx, ticket, input.submissionKey)) return;
    const stage = nextStage(ticket, 'admin-replies');
    await appendTicketMessage(tx, ticket, {
      kind: 'message',
      body: input.body,
      submissionKey: input.submissionKey,
    });
    await changeTicket(tx, ticket, { stage });
    await writeAudit(tx, {
      action: 'reply-to-ticket',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no, stage },
    });
    await tellDesk(tx, ticket, { step: 'replied', text: input.body });
  });
}
