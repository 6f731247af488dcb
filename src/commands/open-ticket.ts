import { type CommandContext, DomainError, inTransaction, requireAdmin } from './context.ts';
import { findSubmittedTicket, insertTicket, type NewTicket, type TicketText } from './insert-ticket.ts';
import { tellDesk } from './tell-about-ticket.ts';
import { tieOutage } from './tie-outage.ts';

export interface OpenTicketInput extends TicketText {
  /** Outages the author recognised. */
  readonly outageIds: readonly string[];
}

/** An admin opens a ticket of his organisation; the same form sent twice makes one. */
export function openTicket(ctx: CommandContext, input: OpenTicketInput): Promise<{ id: string; no: number }> {
  const { outageIds, ...text } = input;
  return openOnce(ctx, { ...text, organizationId: requireAdmin(ctx), channel: 'web' }, outageIds);
}

/** Writes the ticket, ties its outages and tells the desk; or answers with the ticket the same form made before. */
export function openOnce(
  ctx: CommandContext,
  ticket: NewTicket,
  outageIds: readonly string[],
): Promise<{ id: string; no: number }> {
  return inTransaction(ctx, async (tx) => {
    const before = await findSubmittedTicket(tx, ticket);
    if (before) return before;
    const row = await insertTicket(tx, ticket);
    if (!row) {
      const sameForm = await findSubmittedTicket(tx, ticket);
      if (sameForm) return sameForm;
      throw new DomainError('conflict', 'The ticket could not be numbered. Send the form again.');
    }
    for (const outageId of outageIds) await tieOutage(tx, row, outageId);
    if (tx.actor.kind === 'member') await tellDesk(tx, row, { step: 'opened', text: row.body });
    return { id: row.id, no: row.no };
  });
}
