import { admitAttempt, forgiveAttempts, throttleAccount } from '#commands/admit-attempt';
import { claimCode } from '#commands/claim-code';
import { inTransaction } from '#commands/context';
import { endSessions } from '#commands/end-sessions';
import { writeAudit } from '#commands/write-audit';
import type { Keeper } from './auth.ts';
import { endOtherSessions } from './sessions.ts';
import { authHeaders, tokenSetBy, type Visit } from './visit.ts';

/** Who asks, with the password as the proof that it is really he at the keyboard. */
export interface Proof {
  readonly userId: string;
  readonly password: string;
}

export type Proven<T> =
  | ({ readonly kind: 'done' } & T)
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly waitMs: number };

/** Makes a new authenticator secret (`otpauth://…`) and recovery codes; nothing is on before the first code. */
export async function startSecondFactor(
  keeper: Keeper,
  proof: Proof,
  visit: Visit,
): Promise<Proven<{ readonly uri: string; readonly recoveryCodes: readonly string[] }>> {
  const call = { body: { password: proof.password }, headers: authHeaders(visit), asResponse: true } as const;
  const tried = await tryPassword(keeper, proof, () => keeper.auth.api.enableTwoFactor(call));
  if (tried.kind !== 'done') return tried;
  const body: { totpURI: string; backupCodes: string[] } = await tried.response.json();
  return { kind: 'done', uri: body.totpURI, recoveryCodes: body.backupCodes };
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
  await writeAudit(ctx, { action: 'turn-on-second-factor', subjectKind: 'person', subjectId: userId });
  return response.headers.getSetCookie();
}

/** Turns the second factor off. */
export async function endSecondFactor(
  keeper: Keeper,
  proof: Proof,
  visit: Visit,
): Promise<Proven<{ readonly cookies: readonly string[] }>> {
  const call = { body: { password: proof.password }, headers: authHeaders(visit), asResponse: true } as const;
  const tried = await tryPassword(keeper, proof, () => keeper.auth.api.disableTwoFactor(call));
  if (tried.kind !== 'done') return tried;
  const token = tokenSetBy(tried.response);
  if (token !== undefined) await endOtherSessions(keeper, { userId: proof.userId, keepToken: token });
  const line = { action: 'turn-off-second-factor', subjectKind: 'person', subjectId: proof.userId };
  await writeAudit(keeper.ctx, line);
  return { kind: 'done', cookies: tried.response.headers.getSetCookie() };
}

/** Turns a person's second factor off without asking anybody, and ends every session: for the machine's own keeper. */
export async function dropSecondFactor({ auth, ctx }: Keeper, userId: string): Promise<void> {
  const { adapter, internalAdapter } = await auth.$context;
  await internalAdapter.updateUser(userId, { twoFactorEnabled: false });
  await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: userId }] });
  await inTransaction(ctx, async (inside) => {
    await endSessions(inside, userId);
    await writeAudit(inside, { action: 'turn-off-second-factor', subjectKind: 'person', subjectId: userId });
  });
}

/** New recovery codes in place of the old ones. */
export async function renewRecoveryCodes(
  keeper: Keeper,
  proof: Proof,
  visit: Visit,
): Promise<Proven<{ readonly recoveryCodes: readonly string[] }>> {
  const call = { body: { password: proof.password }, headers: authHeaders(visit), asResponse: true } as const;
  const tried = await tryPassword(keeper, proof, () => keeper.auth.api.generateBackupCodes(call));
  if (tried.kind !== 'done') return tried;
  const body: { backupCodes: string[] } = await tried.response.json();
  return { kind: 'done', recoveryCodes: body.backupCodes };
}

/** A stolen session may not try passwords faster than a stranger at the door. */
async function tryPassword(
  { ctx }: Keeper,
  { userId }: Proof,
  attempt: () => Promise<Response>,
): Promise<Proven<{ readonly response: Response }>> {
  const throttle = throttleAccount('password', userId);
  const waitMs = await admitAttempt(ctx, [throttle]);
  if (waitMs > 0) return { kind: 'throttled', waitMs };
  const response = await attempt();
  if (!response.ok) return { kind: 'refused' };
  await forgiveAttempts(ctx, [throttle]);
  return { kind: 'done', response };
}
