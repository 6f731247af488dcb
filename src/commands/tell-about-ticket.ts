import { listReaderAddresses } from '#db/queries/ticket-people';
import type { Letter, LetterOf } from '#domain/letters';
import type { Priority, ResolutionKind } from '#domain/words';
import type { CommandContext } from './context.ts';
import { queueLetter, queueOperatorLetter } from './queue-letter.ts';
import type { TicketRow } from './ticket-lock.ts';

interface Told {
  readonly step: LetterOf<'ticket-step'>['step'] | 'answered' | 'opened';
  /** What was written, as Markdown. */
  readonly text: string;
  readonly priority?: Priority;
  readonly resolution?: ResolutionKind;
}

/** Mails the admin who opened the ticket (or every admin of the organisation) in the ticket's language. */
export async function tellAdmins(ctx: CommandContext, ticket: TicketRow, told: Told): Promise<void> {
  const letter = await letterOf(ctx, ticket, { ...told, path: `/portal/tickets/${ticket.no}` });
  const { organizationId, lang } = ticket;
  for (const to of await listReaderAddresses(ctx.db, ticket, ticket.openedById))
    await queueLetter(ctx, { to, lang, letter, organizationId });
}

/** Mails the operators of the desk. */
export async function tellDesk(ctx: CommandContext, ticket: TicketRow, told: Told): Promise<void> {
  const letter = await letterOf(ctx, ticket, { ...told, path: `/console/tickets/${ticket.no}` });
  await queueOperatorLetter(ctx, { role: 'tickets', letter });
}

async function letterOf(
  ctx: CommandContext,
  ticket: TicketRow,
  told: Told & { readonly path: string },
): Promise<Letter> {
  const { no, title } = ticket;
  const facts = { path: told.path, no, title, body: told.text };
  const authorName = ctx.actor.name;
  const priority = told.priority ?? ticket.priority;
  if (told.step === 'answered') return { kind: 'ticket-answered', ...facts, authorName };
  if (told.step === 'opened') {
    const organizationName = await nameOf(ctx, ticket.organizationId);
    return { kind: 'ticket-opened', ...facts, priority, organizationName };
  }
  return { kind: 'ticket-step', ...facts, step: told.step, authorName, priority, resolution: told.resolution ?? null };
}

async function nameOf(ctx: CommandContext, organizationId: string): Promise<string> {
  const row = await ctx.db
    .selectFrom('organization')
    .select('name')
    .where('id', '=', organizationId)
    .executeTakeFirst();
  return row?.name ?? '';
}
