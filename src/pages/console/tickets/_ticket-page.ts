import type { CommandContext } from '#commands/context';
import { listServices, type Service } from '#db/queries/services';
import { findTicketAtDesk, listTicketMessagesAtDesk, type Ticket } from '#db/queries/tickets';
import { listLoggedOutages, listTiedOutages } from '#db/queries/tied-outages';
import { PROPOSAL_REACH_MS, proposeOutages } from '#domain/tickets/propose-outages';
import { type OutageLine, outageLine, proposalLine, type StoryLine, storyLines } from '#lib/ticket-views';

export interface DeskTicketPage {
  readonly ticket: Ticket;
  readonly story: readonly StoryLine[];
  readonly tied: readonly OutageLine[];
  readonly proposed: readonly OutageLine[];
  /** Services the ticket's organisation may see. */
  readonly services: readonly Service[];
}

/** Everything the desk's page of a ticket shows; undefined where there is no such ticket. */
export async function findDeskTicketPage(
  ctx: CommandContext,
  noText: string | undefined,
): Promise<DeskTicketPage | undefined> {
  const ticket = /^\d{1,15}$/.test(noText ?? '') ? await findTicketAtDesk(ctx.db, Number(noText)) : undefined;
  if (!ticket) return undefined;
  const { occurredAt, serviceId } = ticket;
  const window = { from: occurredAt - PROPOSAL_REACH_MS, to: occurredAt + PROPOSAL_REACH_MS };
  const audience = { kind: 'organization', organizationId: ticket.organizationId } as const;
  const [services, messages, tied, logged] = await Promise.all([
    listServices(ctx.db, audience),
    listTicketMessagesAtDesk(ctx.db, ticket.id),
    listTiedOutages(ctx.db, ticket, ticket.id),
    listLoggedOutages(ctx.db, ticket, window, { alsoUnpublished: true }),
  ]);
  const tiedIds = new Set(tied.map((outage) => outage.id));
  const free = logged.filter((outage) => !tiedIds.has(outage.id));
  return {
    ticket,
    services,
    story: storyLines(messages, { lang: 'en', serviceNames: new Map(services.map(({ id, names }) => [id, names])) }),
    tied: tied.map((outage) => outageLine(outage, 'en')),
    proposed: proposeOutages({ serviceId, occurredAt }, free, 4).map((proposal) => proposalLine(proposal, 'en')),
  };
}
