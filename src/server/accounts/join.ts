import { acceptInvitation } from '#commands/accept-invitation';
import { claimAccessLink } from '#commands/claim-access-link';
import { DomainError } from '#commands/context';
import { claimSetup } from '#commands/offer-setup';
import { findOpenInvitation, findResetOwner } from '#db/queries/invitations';
import { getStanding } from '#db/queries/people';
import { chooseActor } from '#domain/accounts/hats';
import type { Actor } from '#domain/actor';
import { OPERATOR_ROLES } from '#domain/words';
import { hashToken } from '#lib/token';
import type { Keeper } from './auth.ts';
import { foundOrganization } from './members.ts';
import {
  addMember,
  createPerson,
  dropMember,
  forgetPerson,
  type NewPerson,
  requireGoodPassword,
  resetPassword,
} from './people.ts';

export interface Setup extends NewPerson {
  readonly token: string;
  /** The first organisation, with the first operator as its admin; none for a site that only tells the public. */
  readonly organizationName: string | undefined;
}

/** Creates the first operator. The person is made first and taken back when the link turns out to be used up. */
export async function setUp(keeper: Keeper, setup: Setup): Promise<void> {
  const userId = await createPerson(keeper, setup);
  const actor: Actor = { kind: 'operator', id: userId, name: setup.name, roles: OPERATOR_ROLES };
  const inside: Keeper = { ...keeper, ctx: { ...keeper.ctx, actor } };
  try {
    await claimSetup(inside.ctx, { token: setup.token, userId });
  } catch (error) {
    await forgetPerson(keeper, userId);
    throw error;
  }
  if (setup.organizationName === undefined) return;
  const organizationId = await foundOrganization(inside, setup.organizationName);
  await addMember(keeper, { userId, organizationId, role: 'admin' });
}

/** A new person accepts an invitation with a name and a password. */
export async function acceptAsNewPerson(
  keeper: Keeper,
  { token, name, password }: { readonly token: string; readonly name: string; readonly password: string },
): Promise<{ readonly email: string }> {
  const { email } = await openInvitation(keeper, token);
  const userId = await createPerson(keeper, { email, name, password });
  try {
    await accept(keeper, { token, userId, name });
  } catch (error) {
    await forgetPerson(keeper, userId);
    throw error;
  }
  return { email };
}

/** The signed-in person accepts an invitation that was sent to his own address. */
export async function acceptAsMyself(
  keeper: Keeper,
  person: { readonly token: string; readonly id: string; readonly email: string; readonly name: string },
): Promise<void> {
  const { email } = await openInvitation(keeper, person.token);
  if (email !== person.email) throw new DomainError('forbidden', 'This invitation was sent to another address.');
  await accept(keeper, { token: person.token, userId: person.id, name: person.name });
}

/** Uses a reset link up and sets the new password; a second factor stays in force. */
export async function resetByLink(
  keeper: Keeper,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<void> {
  const { ctx } = keeper;
  const owner = await findResetOwner(ctx.db, { tokenHash: hashToken(token), now: ctx.now() });
  if (!owner) throw linkIsOver();
  requireGoodPassword(password, owner);
  await claimAccessLink(ctx, { purpose: 'reset', token });
  const standing = await getStanding(ctx.db, owner.userId);
  const actor = chooseActor(
    { ...standing, id: owner.userId, name: owner.name, activeOrganizationId: null },
    'elsewhere',
  );
  await resetPassword({ ...keeper, ctx: { ...ctx, actor } }, { userId: owner.userId, password });
}

async function openInvitation({ ctx }: Keeper, token: string) {
  const invitation = await findOpenInvitation(ctx.db, { tokenHash: hashToken(token), now: ctx.now() });
  if (!invitation) throw linkIsOver();
  return invitation;
}

function linkIsOver(): DomainError {
  return new DomainError('closed', 'This link was used already, or its time is over.');
}

async function accept(
  keeper: Keeper,
  { token, userId, name }: { readonly token: string; readonly userId: string; readonly name: string },
): Promise<void> {
  const invitation = await openInvitation(keeper, token);
  const { organizationId, memberRole, operatorRoles } = invitation;
  if (!organizationId || !memberRole) {
    const actor: Actor = { kind: 'operator', id: userId, name, roles: operatorRoles };
    return acceptInvitation({ ...keeper.ctx, actor }, { invitation, token, userId });
  }
  // Membership first, for it can be taken back; using the link up cannot.
  const added = await addMember(keeper, { userId, organizationId, role: memberRole });
  try {
    const actor: Actor = { kind: 'member', id: userId, name, role: memberRole, organizationId };
    await acceptInvitation({ ...keeper.ctx, actor }, { invitation, token, userId });
  } catch (error) {
    if (added) await dropMember(keeper, { userId, organizationId });
    throw error;
  }
}
