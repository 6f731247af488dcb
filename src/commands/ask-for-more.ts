import { questionText, type TicketQuestion } from '#i18n/tickets/questions';
import { appendTicketMessage, wasSubmitted } from './append-ticket-message.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { tellAdmins } from './tell-about-ticket.ts';
import { changeTicket, lockTicketAtDesk, nextStage, refuseStale } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface AskForMoreInput {
  readonly ticketId: string;
  readonly questions: readonly TicketQuestion[];
  /** In the operator's own words, after the questions; may be empty. */
  readonly body: string;
  readonly seenRevision: number;
  readonly submissionKey: string;
}

/** An operator asks the admin for what is missing; the questions are written in the ticket's language. */
export function askForMore(ctx: CommandContext, input: AskForMoreInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicketAtDesk(tx, input.ticketId);
    if (await wasSubmitted(tx, ticket, input.submissionKey)) return;
    refuseStale(ticket, input.seenRevision);
    const stage = nextStage(ticket, 'operator-asks');
    const text = [...input.questions.map((question) => questionText(ticket.lang, question)), input.body]
      .filter(Boolean)
      .join('\n\n');
    await appendTicketMessage(tx, ticket, { kind: 'question', body: text, submissionKey: input.submissionKey });
    await changeTicket(tx, ticket, { stage, firstAnsweredAt: ticket.firstAnsweredAt ?? tx.now() });
    await writeAudit(tx, {
      action: 'ask-for-more',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no, questions: input.questions },
    });
    await tellAdmins(tx, ticket, { step: 'asked', text });
  });
}
