import { type CommandContext, inTransaction } from './context.ts';
import { lockTicket, nextStage } from './ticket-lock.ts';
import { tieOutage } from './tie-outage.ts';

export interface TieInput {
  readonly ticketId: string;
  readonly outageId: string;
}

/** Records that the ticket is about this outage; an admin of its organisation or an operator says so. */
export function tieTicketToOutage(ctx: CommandContext, input: TieInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicket(tx, input.ticketId);
    nextStage(ticket, 'close');
    await tieOutage(tx, ticket, input.outageId);
  });
}
