import { findMembership, findOrganization } from '#db/queries/organizations';
import { isMailAddress } from '#domain/mail-address';
import type { Language, MemberRole } from '#domain/words';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { type AccessLink, createAccessLink } from './create-access-link.ts';
import { INVITATION_MS } from './invite-operator.ts';
import { queueLetter } from './queue-letter.ts';
import { requireKeeperOf } from './require-full-operator.ts';
import { writeAudit } from './write-audit.ts';

export interface MemberInvitation {
  readonly organizationId: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly lang: Language;
}

/** Invites a person into an organisation; the link goes out by mail and is returned. */
export async function inviteMember(ctx: CommandContext, input: MemberInvitation): Promise<AccessLink> {
  requireKeeperOf(ctx, input.organizationId);
  if (!isMailAddress(input.email))
    throw new DomainError('invalid', 'Write one mail address, such as ada@example.com.', 'email');
  return inTransaction(ctx, async (inside) => {
    const organization = await findOrganization(inside.db, input.organizationId);
    if (!organization) throw new DomainError('not-found', 'There is no such organisation.');
    if (organization.disabledAt !== null) throw new DomainError('closed', 'This organisation is closed.');
    if (await findMembership(inside.db, input)) {
      throw new DomainError('conflict', 'This person is a member already.', 'email');
    }
    const expiresAt = inside.now() + INVITATION_MS;
    const link = await createAccessLink(inside, {
      purpose: 'invitation',
      email: input.email,
      organizationId: input.organizationId,
      memberRole: input.role,
      lang: input.lang,
      expiresAt,
    });
    const letter = {
      path: link.path,
      inviterName: inside.actor.name,
      organizationName: organization.name,
      expiresAt,
    };
    await queueLetter(inside, {
      to: input.email,
      lang: input.lang,
      organizationId: input.organizationId,
      letter: { kind: 'invitation', ...letter },
    });
    await writeAudit(inside, {
      action: 'invite-member',
      subjectKind: 'invitation',
      subjectId: link.id,
      organizationId: input.organizationId,
      detail: { email: input.email, role: input.role },
    });
    return link;
  });
}
