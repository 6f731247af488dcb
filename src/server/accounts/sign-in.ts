import { admitAttempt, forgiveAttempts, rememberPlace, throttleAddress, throttleOwner } from '#commands/admit-attempt';
import { claimCode } from '#commands/claim-code';
import { getStanding } from '#db/queries/people';
import type { Keeper } from './auth.ts';
import { authHeaders, type Visit } from './visit.ts';

export type SignInOutcome =
  | { readonly kind: 'signed-in' | 'code-needed'; readonly cookies: readonly string[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly waitMs: number };

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Tries a password. Unknown, wrong and disabled look alike and take the same time. */
export async function signIn(
  { auth, ctx }: Keeper,
  { email, password }: Credentials,
  visit: Visit,
): Promise<SignInOutcome> {
  const byAddress = throttleAddress('sign-in', visit.address);
  const place = { account: email, address: visit.address };
  const byAccount = await throttleOwner(ctx, place);
  const waitMs = await admitAttempt(ctx, [byAddress, byAccount]);
  if (waitMs > 0) return { kind: 'throttled', waitMs };
  const response = await auth.api.signInEmail({
    body: { email, password },
    headers: authHeaders(visit),
    asResponse: true,
  });
  if (!response.ok) return { kind: 'refused' };
  await forgiveAttempts(ctx, [byAccount]);
  const body: { twoFactorRedirect?: boolean; token?: string; user?: { id: string } } = await response.json();
  const cookies = response.headers.getSetCookie();
  await rememberPlace(ctx, place);
  if (body.twoFactorRedirect) return { kind: 'code-needed', cookies };
  return admitPerson({ auth, ctx }, body, cookies);
}

/** Tries the second factor after the password: a code of the authenticator, or a recovery code. */
export async function enterCode({ auth, ctx }: Keeper, code: string, visit: Visit): Promise<SignInOutcome> {
  const byAddress = throttleAddress('code', visit.address);
  const waitMs = await admitAttempt(ctx, [byAddress]);
  if (waitMs > 0) return { kind: 'throttled', waitMs };
  const typed = code.replaceAll(/\s/g, '');
  const call = { body: { code: typed }, headers: authHeaders(visit), asResponse: true } as const;
  const response = /^\d{6}$/.test(typed) ? await auth.api.verifyTOTP(call) : await auth.api.verifyBackupCode(call);
  if (!response.ok) return { kind: 'refused' };
  const body: { token?: string; user?: { id: string } } = await response.json();
  if (!body.user || !(await claimCode(ctx, { userId: body.user.id, code: typed }))) {
    if (body.token) await (await auth.$context).internalAdapter.deleteSession(body.token);
    return { kind: 'refused' };
  }
  return admitPerson({ auth, ctx }, body, response.headers.getSetCookie());
}

async function admitPerson(
  { auth, ctx }: Keeper,
  { token, user }: { readonly token?: string; readonly user?: { readonly id: string } },
  cookies: readonly string[],
): Promise<SignInOutcome> {
  if (!token || !user) return { kind: 'refused' };
  const { disabledAt } = await getStanding(ctx.db, user.id);
  if (disabledAt === null) return { kind: 'signed-in', cookies };
  await (await auth.$context).internalAdapter.deleteSession(token);
  return { kind: 'refused' };
}
