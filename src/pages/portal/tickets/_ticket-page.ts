import { listServices } from '#db/queries/services';
import { findTicket, listTicketMessages, type Ticket } from '#db/queries/tickets';
import { listLoggedOutages, listTiedOutages } from '#db/queries/tied-outages';
import { PROPOSAL_REACH_MS, proposeOutages } from '#domain/tickets/propose-outages';
import { type OutageLine, outageLine, proposalLine, type StoryLine, storyLines } from '#lib/ticket-views';
import type { PortalVisit } from '../_visit.ts';

export interface TicketPage {
  readonly ticket: Ticket;
  readonly story: readonly StoryLine[];
  readonly tied: readonly OutageLine[];
  readonly proposed: readonly OutageLine[];
}

/** Everything the page of one of the organisation's tickets shows; undefined where there is no such ticket. */
export async function findTicketPage(visit: PortalVisit, noText: string | undefined): Promise<TicketPage | undefined> {
  const { ctx, scope, audience, lang } = visit;
  const ticket = /^\d{1,15}$/.test(noText ?? '') ? await findTicket(ctx.db, scope, Number(noText)) : undefined;
  if (!ticket) return undefined;
  const { occurredAt, serviceId } = ticket;
  const window = { from: occurredAt - PROPOSAL_REACH_MS, to: occurredAt + PROPOSAL_REACH_MS };
  const [services, messages, tied, logged] = await Promise.all([
    listServices(ctx.db, audience),
    listTicketMessages(ctx.db, scope, ticket.id),
    listTiedOutages(ctx.db, scope, ticket.id),
    listLoggedOutages(ctx.db, scope, window),
  ]);
  const tiedIds = new Set(tied.map((outage) => outage.id));
  const free = logged.filter((outage) => !tiedIds.has(outage.id));
  return {
    ticket,
    story: storyLines(messages, { lang, serviceNames: new Map(services.map(({ id, names }) => [id, names])) }),
    tied: tied.map((outage) => outageLine(outage, lang)),
    proposed: proposeOutages({ serviceId, occurredAt }, free, 4).map((proposal) => proposalLine(proposal, lang)),
  };
}
