import { appendTicketMessage } from './append-ticket-message.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { changeTicket, lockOwnTicket, lockTicketAtDesk } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface AssignOutsideNumberInput {
  readonly ticketId: string;
  /** The other system, such as a provider's support. */
  readonly system: string;
  readonly number: string;
  /** An http or https address, checked by the form. */
  readonly url: string | null;
  /** In solo mode the organisation itself keeps the number. */
  readonly soloMode: boolean;
}

/** Records under which number and address the case is kept in an outside system. */
export function assignOutsideNumber(ctx: CommandContext, input: AssignOutsideNumberInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const own = input.soloMode && tx.actor.kind === 'member';
    const ticket = await (own ? lockOwnTicket : lockTicketAtDesk)(tx, input.ticketId);
    const detail = { system: input.system, number: input.number, url: input.url };
    const same =
      ticket.outsideSystem === input.system && ticket.outsideNumber === input.number && ticket.outsideUrl === input.url;
    if (same) return;
    await appendTicketMessage(tx, ticket, { kind: 'outside', body: '', detail });
    await changeTicket(tx, ticket, {
      outsideSystem: input.system,
      outsideNumber: input.number,
      outsideUrl: input.url,
    });
    await writeAudit(tx, {
      action: 'assign-outside-number',
      subjectKind: 'ticket',
      subjectId: ticket.id,
      organizationId: ticket.organizationId,
      detail: { no: ticket.no, ...detail },
    });
  });
}
