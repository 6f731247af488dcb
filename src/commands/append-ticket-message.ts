import type { TicketMessageKind } from '#domain/words';
import type { CommandContext } from './context.ts';
import type { TicketRow } from './ticket-lock.ts';

export interface TicketMessageInput {
  readonly kind: TicketMessageKind;
  readonly body: string;
  /** `shared` by default. */
  readonly audience?: 'shared' | 'operators';
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly submissionKey?: string;
}

/** Adds a line to the ticket's story, signed by the actor. */
export async function appendTicketMessage(
  ctx: CommandContext,
  ticket: TicketRow,
  input: TicketMessageInput,
): Promise<string> {
  const id = ctx.newId();
  await ctx.db
    .insertInto('ticketMessage')
    .values({
      id,
      ticketId: ticket.id,
      at: ctx.now(),
      authorKind: authorKind(ctx),
      authorName: ctx.actor.name,
      audience: input.audience ?? 'shared',
      body: input.body,
      kind: input.kind,
      detail: JSON.stringify(input.detail ?? {}),
      submissionKey: input.submissionKey ?? null,
    })
    .execute();
  return id;
}

/** Whether this very form was taken before; ask while the ticket is locked. */
export async function wasSubmitted(ctx: CommandContext, ticket: TicketRow, submissionKey: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('ticketMessage')
    .select('id')
    .where('ticketId', '=', ticket.id)
    .where('submissionKey', '=', submissionKey)
    .executeTakeFirst();
  return row !== undefined;
}

function authorKind({ actor }: CommandContext): 'operator' | 'member' | 'system' {
  return actor.kind === 'operator' || actor.kind === 'member' ? actor.kind : 'system';
}
