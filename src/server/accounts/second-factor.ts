import { claimCode } from '#commands/claim-code';
import type { CommandContext } from '#commands/context';
import type { Auth } from './auth.ts';
import { endOtherSessions } from './sessions.ts';
import { authHeaders, tokenSetBy, type Visit } from './visit.ts';

export interface SecondFactorStart {
  /** `otpauth://…`, to be shown as a picture and as text. */
  readonly uri: string;
  readonly recoveryCodes: readonly string[];
}

interface Keeper {
  readonly auth: Auth;
  readonly ctx: CommandContext;
}

/** Makes a new authenticator secret for the signed-in person; undefined when the password is wrong. */
export async function startSecondFactor(
  { auth }: Keeper,
  password: string,
  visit: Visit,
): Promise<SecondFactorStart | undefined> {
  const response = await auth.api.enableTwoFactor({
    body: { password },
    headers: authHeaders(visit),
    asResponse: true,
  });
  if (!response.ok) return undefined;
  const body: { totpURI: string; backupCodes: string[] } = await response.json();
  return { uri: body.totpURI, recoveryCodes: body.backupCodes };
}

/** Turns the second factor on with a first code and ends the sessions that began without it. */
export async function confirmSecondFactor(
  { auth, ctx }: Keeper,
  { userId, code }: { readonly userId: string; readonly code: string },
  visit: Visit,
): Promise<readonly string[] | undefined> {
  const typed = code.replaceAll(/\s/g, '');
  const response = await auth.api.verifyTOTP({ body: { code: typed }, headers: authHeaders(visit), asResponse: true });
  const token = tokenSetBy(response);
  if (!response.ok || token === undefined) return undefined;
  await claimCode(ctx, { userId, code: typed });
  await endOtherSessions({ auth, ctx }, { userId, keepToken: token });
  return response.headers.getSetCookie();
}

/** Turns the second factor off; undefined when the password is wrong. */
export async function endSecondFactor(
  { auth, ctx }: Keeper,
  { userId, password }: { readonly userId: string; readonly password: string },
  visit: Visit,
): Promise<readonly string[] | undefined> {
  const response = await auth.api.disableTwoFactor({
    body: { password },
    headers: authHeaders(visit),
    asResponse: true,
  });
  const token = tokenSetBy(response);
  if (!response.ok || token === undefined) return undefined;
  await endOtherSessions({ auth, ctx }, { userId, keepToken: token });
  return response.headers.getSetCookie();
}

/** New recovery codes in place of the old ones; undefined when the password is wrong. */
export async function renewRecoveryCodes(
  { auth }: Keeper,
  password: string,
  visit: Visit,
): Promise<readonly string[] | undefined> {
  const response = await auth.api.generateBackupCodes({
    body: { password },
    headers: authHeaders(visit),
    asResponse: true,
  });
  if (!response.ok) return undefined;
  const body: { backupCodes: string[] } = await response.json();
  return body.backupCodes;
}
