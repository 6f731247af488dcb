import { findInvitation } from '#db/queries/invitations';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { requireFullOperator, requireKeeperOf } from './require-full-operator.ts';
import { writeAudit } from './write-audit.ts';

/** Makes an invitation that nobody accepted yet worthless. */
export async function revokeInvitation(
  ctx: CommandContext,
  { invitationId }: { readonly invitationId: string },
): Promise<void> {
  await inTransaction(ctx, async (inside) => {
    const invitation = await findInvitation(inside.db, invitationId);
    if (!invitation) throw new DomainError('not-found', 'There is no such invitation.');
    if (invitation.organizationId === null) requireFullOperator(inside);
    else requireKeeperOf(inside, invitation.organizationId);
    const revoked = await inside.db
      .updateTable('accessLink')
      .set({ revokedAt: inside.now() })
      .where('id', '=', invitationId)
      .where('usedAt', 'is', null)
      .where('revokedAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!revoked) throw new DomainError('closed', 'This invitation is over already.');
    await writeAudit(inside, {
      action: 'revoke-invitation',
      subjectKind: 'invitation',
      subjectId: invitationId,
      organizationId: invitation.organizationId,
      detail: { email: invitation.email },
    });
  });
}
