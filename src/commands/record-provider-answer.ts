import { appendTicketMessage, wasSubmitted } from './append-ticket-message.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { tellAdmins } from './tell-about-ticket.ts';
import { changeTicket, lockOwnTicket, lockTicketAtDesk, nextStage } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface RecordProviderAnswerInput {
  readonly ticketId: string;
  readonly body: string;
  readonly submissionKey: string;
  /** In solo mode the organisation itself records it. */
  readonly soloMode: boolean;
}

/** Keeps what the provider's own support answered to the case. */
export function recordProviderAnswer(ctx: CommandContext, input: RecordProviderAnswerInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const own = input.soloMode && tx.actor.kind === 'member';
    const ticket = await (own ? lockOwnTicket : lockTicketAtDesk)(tx, input.ticketId);
    if (await wasSubmitted(tx, ticket, input.submissionKey)) return;
    const stage = nextStage(ticket, 'operator-answers');
    await appendTicketMessage(tx, ticket, {
      kind: 'provider',
      body: input.body,
      submissionKey: input.submissionKey,
    });
    await changeTicket(tx, ticket, { stage, firstAnsweredAt: ticket.firstAnsweredAt ?? tx.now() });
    await writeAudit(tx, {
      action: 'record-provider-answer',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no },
    });
    if (!own) await tellAdmins(tx, ticket, { step: 'provider', text: input.body });
  });
}
