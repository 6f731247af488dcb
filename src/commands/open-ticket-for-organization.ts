import type { TicketChannel } from '#domain/words';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import type { TicketText } from './insert-ticket.ts';
import { openOnce } from './open-ticket.ts';
import { tellAdmins } from './tell-about-ticket.ts';
import { lockTicketAtDesk } from './ticket-lock.ts';

export interface OpenTicketForOrganizationInput extends TicketText {
  readonly organizationId: string;
  /** How the organisation reached the desk. */
  readonly channel: Exclude<TicketChannel, 'web'>;
}

/** An operator opens a ticket for an organisation that called, chatted or wrote. */
export function openTicketForOrganization(
  ctx: CommandContext,
  input: OpenTicketForOrganizationInput,
): Promise<{ id: string; no: number }> {
  requireOperator(ctx, 'tickets');
  return inTransaction(ctx, async (tx) => {
    const organization = await tx.db
      .selectFrom('organization')
      .select('id')
      .where('id', '=', input.organizationId)
      .executeTakeFirst();
    if (!organization) throw new DomainError('invalid', 'Choose an organisation.', 'organizationId');
    const opened = await openOnce(tx, input, []);
    await tellAdmins(tx, await lockTicketAtDesk(tx, opened.id), { step: 'opened-for-you', text: input.body });
    return opened;
  });
}
