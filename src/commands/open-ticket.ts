import { type CommandContext, DomainError, inTransaction, requireAdmin } from './context.ts';
import { findSubmittedTicket, insertTicket, type NewTicket, type TicketText } from './insert-ticket.ts';
import { tellDesk } from './tell-about-ticket.ts';
import type { TicketRow } from './ticket-lock.ts';
import { tieOutage } from './tie-outage.ts';

export interface OpenTicketInput extends TicketText {
  /** Outages the author recognised. */
  readonly outageIds: readonly string[];
}

/** An admin opens a ticket of his organisation; the same form sent twice makes one. */
export async function openTicket(ctx: CommandContext, input: OpenTicketInput): Promise<OpenedTicket> {
  const ticket = { ...input, organizationId: requireAdmin(ctx), channel: 'web' as const };
  return openOnce(ctx, ticket, async (tx, row) => {
    for (const outageId of input.outageIds) await tieOutage(tx, row, outageId);
    await tellDesk(tx, row, { step: 'opened', text: row.body });
  });
}

export interface OpenedTicket {
  readonly id: string;
  readonly no: number;
}

/** Writes the ticket and what follows from it; or answers with the ticket the same form made before. */
export function openOnce(
  ctx: CommandContext,
  ticket: NewTicket,
  follow: (tx: CommandContext, row: TicketRow) => Promise<void>,
): Promise<OpenedTicket> {
  return inTransaction(ctx, async (tx) => {
    const before = await findSubmittedTicket(tx, ticket);
    if (before) return before;
    const row = await insertTicket(tx, ticket);
    if (row) {
      await follow(tx, row);
      return { id: row.id, no: row.no };
    }
    const sameForm = await findSubmittedTicket(tx, ticket);
    if (sameForm) return sameForm;
    throw new DomainError('conflict', 'The ticket could not be numbered. Send the form again.');
  });
}
