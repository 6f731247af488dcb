import type { TicketChannel } from '#domain/words';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import type { TicketText } from './insert-ticket.ts';
import { type OpenedTicket, openOnce } from './open-ticket.ts';
import { tellAdmins } from './tell-about-ticket.ts';

export interface OpenTicketForOrganizationInput extends TicketText {
  readonly organizationId: string;
  /** How the organisation reached the desk. */
  readonly channel: Exclude<TicketChannel, 'web'>;
}

/** An operator opens a ticket for an organisation that called, chatted or wrote. */
export async function openTicketForOrganization(
  ctx: CommandContext,
  input: OpenTicketForOrganizationInput,
): Promise<OpenedTicket> {
  requireOperator(ctx, 'tickets');
  return inTransaction(ctx, async (tx) => {
    const organization = await tx.db
      .selectFrom('organization')
      .select('id')
      .where('id', '=', input.organizationId)
      .executeTakeFirst();
    if (!organization) throw new DomainError('invalid', 'Choose an organisation.', 'organizationId');
    return openOnce(tx, input, (own, row) => tellAdmins(own, row, { step: 'opened-for-you', text: row.body }));
  });
}
