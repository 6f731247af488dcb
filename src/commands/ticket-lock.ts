import type { Selectable } from 'kysely';
import type { TicketTable } from '#db/schema/tickets';
import { stageAfter, type TicketStep } from '#domain/tickets/stage';
import type { TicketStage } from '#domain/words';
import { type CommandContext, DomainError, requireAdmin, requireOperator } from './context.ts';

export type TicketRow = Selectable<TicketTable>;

/** The ticket for an operator of the desk, locked until the transaction ends. */
export async function lockTicketAtDesk(ctx: CommandContext, ticketId: string): Promise<TicketRow> {
  requireOperator(ctx, 'tickets');
  return lock(ctx, ticketId, undefined);
}

/** The ticket for an admin of its organisation, locked until the transaction ends; another organisation's is not found. */
export async function lockOwnTicket(ctx: CommandContext, ticketId: string): Promise<TicketRow> {
  return lock(ctx, ticketId, requireAdmin(ctx));
}

/** The ticket for whoever acts: an operator of the desk or an admin of its organisation. */
export async function lockTicket(ctx: CommandContext, ticketId: string): Promise<TicketRow> {
  return ctx.actor.kind === 'member' ? lockOwnTicket(ctx, ticketId) : lockTicketAtDesk(ctx, ticketId);
}

/** Refuses a form that was filled in before somebody else changed the ticket. */
export function refuseStale(ticket: TicketRow, seenRevision: number): void {
  if (ticket.revision === seenRevision) return;
  throw new DomainError(
    'conflict',
    'Somebody changed this ticket while you wrote. Read what is new below, then send again: your text is kept.',
  );
}

/** The stage after the step, or a refusal in words. */
export function nextStage(ticket: TicketRow, step: TicketStep): TicketStage {
  const stage = stageAfter(ticket.stage, step);
  if (stage) return stage;
  if (step === 'reopen') throw new DomainError('conflict', 'The ticket is open already.');
  throw new DomainError('closed', 'The ticket is closed. Reopen it to go on.');
}

type TicketChange = Partial<Omit<TicketRow, 'id' | 'no' | 'organizationId' | 'revision' | 'updatedAt'>>;

/** Writes a change to a locked ticket and raises its revision. */
export async function changeTicket(ctx: CommandContext, ticket: TicketRow, change: TicketChange): Promise<void> {
  await ctx.db
    .updateTable('ticket')
    .set((eb) => ({ ...change, revision: eb('revision', '+', 1), updatedAt: ctx.now() }))
    .where('id', '=', ticket.id)
    .execute();
}

async function lock(ctx: CommandContext, ticketId: string, organizationId: string | undefined): Promise<TicketRow> {
  // An update that changes nothing takes the row lock on both databases.
  let query = ctx.db
    .updateTable('ticket')
    .set((eb) => ({ revision: eb.ref('revision') }))
    .where('id', '=', ticketId);
  if (organizationId !== undefined) query = query.where('organizationId', '=', organizationId);
  const ticket = await query.returningAll().executeTakeFirst();
  if (!ticket) throw new DomainError('not-found', 'There is no such ticket.');
  return ticket;
}
