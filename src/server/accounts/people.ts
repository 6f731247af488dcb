import { admitAttempt, forgiveAttempts, throttleAccount } from '#commands/admit-attempt';
import { DomainError, inTransaction } from '#commands/context';
import { endSessions } from '#commands/end-sessions';
import { writeAudit } from '#commands/write-audit';
import { findPersonByEmail } from '#db/queries/people';
import { judgePassword, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, type PasswordFault } from '#domain/accounts/password';
import type { MemberRole } from '#domain/words';
import type { Keeper } from './auth.ts';
import { authHeaders, type Visit } from './visit.ts';

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Creates a person who can sign in and may do nothing yet. */
export async function createPerson({ auth, ctx }: Keeper, { email, name, password }: NewPerson): Promise<string> {
  requireGoodPassword(password, { email, name });
  const { internalAdapter, password: hasher } = await auth.$context;
  const hash = await hasher.hash(password);
  if (await findPersonByEmail(ctx.db, email)) throw takenAddress();
  const user = await internalAdapter
    .createUser({ email, name, emailVerified: true }, { method: 'email-password' })
    .catch(async (error: unknown) => {
      if (await findPersonByEmail(ctx.db, email)) throw takenAddress();
      throw error;
    });
  await internalAdapter.linkAccount({
    providerId: 'credential',
    accountId: user.id,
    userId: user.id,
    password: hash,
  });
  return user.id;
}

/** Refuses a password that is too short, too long, or among the first anybody would try. */
export function requireGoodPassword(password: string, about: { readonly email: string; readonly name: string }): void {
  const fault = judgePassword(password, about);
  if (fault) throw new DomainError('invalid', FAULTS[fault], 'password');
}

const FAULTS: Readonly<Record<PasswordFault, string>> = {
  'too-short': `Use at least ${MIN_PASSWORD_LENGTH} characters.`,
  'too-long': `Use at most ${MAX_PASSWORD_LENGTH} characters.`,
  'too-common': 'This is among the passwords that are tried first. Take a few words that do not belong together.',
  'like-yourself': 'Do not build it from your name or address.',
};

function takenAddress(): DomainError {
  return new DomainError('conflict', 'There is an account with this address already.', 'email');
}

/** Takes back a person who was created a moment ago and could not be given what he came for. */
export async function forgetPerson({ auth }: Keeper, userId: string): Promise<void> {
  const { internalAdapter } = await auth.$context;
  await internalAdapter.deleteUser(userId);
}

export async function renamePerson({ auth }: Keeper, userId: string, name: string): Promise<void> {
  await (await auth.$context).internalAdapter.updateUser(userId, { name });
}

/** Sets a password without knowing the old one (a reset) and ends every session. */
export async function resetPassword(
  { auth, ctx }: Keeper,
  { userId, password }: { readonly userId: string; readonly password: string },
): Promise<void> {
  const { internalAdapter, password: hasher } = await auth.$context;
  const hash = await hasher.hash(password);
  const credential = await internalAdapter.findCredentialAccount(userId);
  if (credential) await internalAdapter.updatePassword(userId, hash);
  else await internalAdapter.linkAccount({ providerId: 'credential', accountId: userId, userId, password: hash });
  await internalAdapter.deleteUserSessions(userId);
  await inTransaction(ctx, async (inside) => {
    await endSessions(inside, userId);
    await writeAudit(inside, { action: 'reset-password', subjectKind: 'person', subjectId: userId });
  });
}

export type PasswordChange =
  | { readonly kind: 'changed'; readonly cookies: readonly string[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly waitMs: number };

/** Changes the password of the signed-in person; every other session ends, whatever the form says. */
export async function changePassword(
  { auth, ctx }: Keeper,
  input: {
    readonly userId: string;
    readonly email: string;
    readonly name: string;
    readonly current: string;
    readonly next: string;
  },
  visit: Visit,
): Promise<PasswordChange> {
  requireGoodPassword(input.next, input);
  const throttle = throttleAccount('password', input.userId);
  const waitMs = await admitAttempt(ctx, [throttle]);
  if (waitMs > 0) return { kind: 'throttled', waitMs };
  const response = await auth.api.changePassword({
    body: { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true },
    headers: authHeaders(visit),
    asResponse: true,
  });
  if (!response.ok) return { kind: 'refused' };
  await forgiveAttempts(ctx, [throttle]);
  await writeAudit(ctx, { action: 'change-password', subjectKind: 'person', subjectId: input.userId });
  return { kind: 'changed', cookies: response.headers.getSetCookie() };
}

/** Creates an organisation and returns its id. */
export async function createOrganization({ auth, ctx }: Keeper, name: string): Promise<string> {
  const { adapter } = await auth.$context;
  const id = ctx.newId();
  const created = await adapter.create<Record<string, unknown>, { id: string }>({
    model: 'organization',
    data: { name, slug: `${slugOf(name)}-${id.slice(-6)}`, createdAt: new Date(ctx.now()) },
  });
  return created.id;
}

function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'organization';
}

/** Makes a person a member, once; says whether he was none before. */
export async function addMember(
  { auth, ctx }: Keeper,
  member: { readonly userId: string; readonly organizationId: string; readonly role: MemberRole },
): Promise<boolean> {
  const { adapter } = await auth.$context;
  const where = [
    { field: 'organizationId', value: member.organizationId },
    { field: 'userId', value: member.userId },
  ];
  if (await adapter.findOne({ model: 'member', where })) {
    await adapter.update({ model: 'member', where, update: { role: member.role } });
    return false;
  }
  await adapter
    .create({ model: 'member', data: { ...member, createdAt: new Date(ctx.now()) } })
    .catch(async (error: unknown) => {
      if (!(await adapter.findOne({ model: 'member', where }))) throw error;
    });
  return true;
}

export async function dropMember(
  { auth }: Keeper,
  { userId, organizationId }: { readonly userId: string; readonly organizationId: string },
): Promise<void> {
  const { adapter } = await auth.$context;
  await adapter.delete({
    model: 'member',
    where: [
      { field: 'organizationId', value: organizationId },
      { field: 'userId', value: userId },
    ],
  });
}
