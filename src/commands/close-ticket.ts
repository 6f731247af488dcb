import { listTiedEnds } from '#db/queries/tied-outages';
import { closingObstacle } from '#domain/tickets/stage';
import type { ResolutionKind } from '#domain/words';
import { appendTicketMessage, wasSubmitted } from './append-ticket-message.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { tellAdmins, tellDesk } from './tell-about-ticket.ts';
import { changeTicket, lockTicket, nextStage, refuseStale, type TicketRow } from './ticket-lock.ts';
import { writeAudit } from './write-audit.ts';

export interface CloseTicketInput {
  readonly ticketId: string;
  /** An admin may only say that it is solved, but in solo mode, where he is the desk as well. */
  readonly kind: ResolutionKind;
  readonly body: string;
  readonly seenRevision: number;
  readonly submissionKey: string;
  readonly soloMode?: boolean;
}

const OBSTACLES = {
  'no-outage-tied': 'Tie the outage first: this ticket is tied to none.',
  'outage-not-over': 'The tied outage is not over yet.',
} as const;

/** Ends a ticket in one of the six ways, with words. */
export function closeTicket(ctx: CommandContext, input: CloseTicketInput): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicket(tx, input.ticketId);
    if (await wasSubmitted(tx, ticket, input.submissionKey)) return;
    if (tx.actor.kind === 'member' && input.kind !== 'solved' && !input.soloMode)
      throw new DomainError('forbidden', 'An admin closes a ticket as solved; any other ending is the desk’s.', 'kind');
    nextStage(ticket, 'close');
    refuseStale(ticket, input.seenRevision);
    const obstacle = closingObstacle(input.kind, await listTiedEnds(tx.db, ticket.id));
    if (obstacle) throw new DomainError('invalid', OBSTACLES[obstacle], 'kind');
    await finish(tx, ticket, input);
  });
}

async function finish(ctx: CommandContext, ticket: TicketRow, input: CloseTicketInput): Promise<void> {
  const byDesk = ctx.actor.kind !== 'member';
  await appendTicketMessage(ctx, ticket, {
    kind: 'closed',
    body: input.body,
    detail: { kind: input.kind },
    submissionKey: input.submissionKey,
  });
  await changeTicket(ctx, ticket, {
    stage: 'closed',
    resolutionKind: input.kind,
    closedAt: ctx.now(),
    firstAnsweredAt: ticket.firstAnsweredAt ?? (byDesk ? ctx.now() : null),
  });
  await writeAudit(ctx, {
    action: 'close-ticket',
    subjectKind: 'ticket',
    subjectId: ticket.id,
    organizationId: ticket.organizationId,
    detail: { no: ticket.no, kind: input.kind },
  });
  const told = { step: 'closed', text: input.body, resolution: input.kind } as const;
  await (byDesk ? tellAdmins : tellDesk)(ctx, ticket, told);
}
