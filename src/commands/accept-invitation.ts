import type { Invitation } from '#db/queries/invitations';
import { claimAccessLink } from './claim-access-link.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { endSessions } from './end-sessions.ts';
import { grantRoles } from './grant-roles.ts';
import { writeAudit } from './write-audit.ts';

export interface Acceptance {
  readonly invitation: Invitation;
  readonly token: string;
  readonly userId: string;
}

/** Uses an invitation up and grants the operator roles it holds; a membership is granted by the keeper of accounts. */
export async function acceptInvitation(ctx: CommandContext, { invitation, token, userId }: Acceptance): Promise<void> {
  await inTransaction(ctx, async (inside) => {
    await claimAccessLink(inside, { purpose: 'invitation', token });
    if (invitation.operatorRoles.length > 0) {
      await grantRoles(inside, { userId, roles: invitation.operatorRoles, grantedBy: invitation.createdBy });
    }
    // Whoever was signed in before the change signs in again with what he may do now.
    await endSessions(inside, userId);
    await writeAudit(inside, {
      action: 'accept-invitation',
      subjectKind: 'person',
      subjectId: userId,
      organizationId: invitation.organizationId,
      detail: {
        email: invitation.email,
        invitedBy: invitation.createdBy,
        ...(invitation.memberRole ? { role: invitation.memberRole } : { roles: invitation.operatorRoles }),
      },
    });
  });
}
