import { appendTicketMessage, wasSubmitted } from './append-ticket-message.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { tellAdmins } from './tell-about-ticket.ts';
import { changeTicket, lockTicketAtDesk, nextStage, refuseStale } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface AnswerTicketInput {
  readonly ticketId: string;
  /** `note` is seen by operators alone; `solution` offers the ticket for closing. */
  readonly kind: 'message' | 'solution' | 'note';
  readonly body: string;
  /** The revision the operator had before him. */
  readonly seenRevision: number;
  readonly submissionKey: string;
}

/** An operator answers, offers a solution, or leaves a note for the desk. */
export function answerTicket(ctx: CommandContext, input: AnswerTicketInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicketAtDesk(tx, input.ticketId);
    if (await wasSubmitted(tx, ticket, input.submissionKey)) return;
    const note = input.kind === 'note';
    if (!note) refuseStale(ticket, input.seenRevision);
    const stage = note
      ? ticket.stage
      : nextStage(ticket, input.kind === 'solution' ? 'operator-solves' : 'operator-answers');
    await appendTicketMessage(tx, ticket, {
      kind: input.kind,
      body: input.body,
      audience: note ? 'operators' : 'shared',
      submissionKey: input.submissionKey,
    });
    await changeTicket(tx, ticket, {
      stage,
      firstAnsweredAt: ticket.firstAnsweredAt ?? (note ? null : tx.now()),
    });
    await writeAudit(tx, {
      action: note ? 'note-ticket' : 'answer-ticket',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no, kind: input.kind, stage },
    });
    if (!note)
      await tellAdmins(tx, ticket, { step: input.kind === 'solution' ? 'solution' : 'answered', text: input.body });
  });
}
