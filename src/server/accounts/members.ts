import { DomainError } from '#commands/context';
import { recordMemberChange } from '#commands/record-member-change';
import { requireFullOperator, requireKeeperOf } from '#commands/require-full-operator';
import { writeAudit } from '#commands/write-audit';
import { listMembers, type OrganizationMember } from '#db/queries/organizations';
import type { MemberRole } from '#domain/words';
import type { Keeper } from './auth.ts';
import { addMember, createOrganization, dropMember } from './people.ts';

interface Membership {
  readonly organizationId: string;
  readonly userId: string;
}

/** Creates an organisation; its first admin is invited afterwards. */
export async function foundOrganization(keeper: Keeper, name: string): Promise<string> {
  requireFullOperator(keeper.ctx);
  const plain = name.trim();
  if (plain === '') throw new DomainError('invalid', 'Write the name of the organisation.', 'name');
  const organizationId = await createOrganization(keeper, plain);
  await writeAudit(keeper.ctx, {
    action: 'create-organization',
    subjectKind: 'organization',
    subjectId: organizationId,
    organizationId,
    detail: { name: plain },
  });
  return organizationId;
}

/** Takes a member out of an organisation and ends his sessions. */
export async function removeMember(keeper: Keeper, membership: Membership): Promise<void> {
  const member = await findMember(keeper, membership);
  await recordMemberChange(keeper.ctx, {
    action: 'remove-member',
    ...membership,
    email: member.email,
    role: member.role,
  });
  await dropMember(keeper, membership);
}

/** Makes a member an admin or a viewer and ends his sessions. */
export async function changeMemberRole(
  keeper: Keeper,
  { role, ...membership }: Membership & { readonly role: MemberRole },
): Promise<void> {
  const member = await findMember(keeper, membership);
  if (member.role === role) return;
  await recordMemberChange(keeper.ctx, { action: 'change-member-role', ...membership, email: member.email, role });
  await addMember(keeper, { ...membership, role });
}

async function findMember({ ctx }: Keeper, { organizationId, userId }: Membership): Promise<OrganizationMember> {
  requireKeeperOf(ctx, organizationId);
  const member = (await listMembers(ctx.db, { organizationId })).find((one) => one.userId === userId);
  if (!member) throw new DomainError('not-found', 'There is no such member.');
  if (ctx.actor.id === userId)
    throw new DomainError('conflict', 'You cannot change your own membership. Ask another admin.');
  return member;
}
