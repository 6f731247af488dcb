import { getSite } from '#db/queries/site';
import { listDeskAddresses, listReaderAddresses } from '#db/queries/ticket-people';
import type { Priority, ResolutionKind } from '#domain/words';
import { type AdminStep, adminMail, type DeskStep, deskMail } from '#i18n/ticket-mail/mails';
import type { CommandContext } from './context.ts';
import { queueMail } from './queue-mail.ts';
import type { TicketRow } from './ticket-lock.ts';

interface Told<Step> {
  readonly step: Step;
  readonly text: string;
  readonly priority?: Priority;
  readonly resolution?: ResolutionKind;
}

/** Mails the admin who opened the ticket (or every admin of the organisation) in the ticket's language. */
export async function tellAdmins(ctx: CommandContext, ticket: TicketRow, told: Told<AdminStep>): Promise<void> {
  const mail = adminMail(ticket.lang, told.step, { ...told, ...(await factsOf(ctx, ticket, 'portal')) });
  for (const to of await listReaderAddresses(ctx.db, ticket, ticket.openedById))
    await queueMail(ctx, { ...mail, to, organizationId: ticket.organizationId, thread: `ticket-${ticket.id}` });
}

/** Mails the operators of the desk. */
export async function tellDesk(ctx: CommandContext, ticket: TicketRow, told: Told<DeskStep>): Promise<void> {
  const mail = deskMail(told.step, ctx.actor.name, { ...told, ...(await factsOf(ctx, ticket, 'console')) });
  for (const to of await listDeskAddresses(ctx.db))
    await queueMail(ctx, { ...mail, to, thread: `ticket-${ticket.id}` });
}

async function factsOf(ctx: CommandContext, { no, title }: TicketRow, side: 'portal' | 'console') {
  const site = await getSite(ctx.db);
  return { no, title, siteName: site.name, url: `${site.url}/${side}/tickets/${no}` };
}
