import { findSessionToken } from '#db/queries/people';
import type { Keeper } from './auth.ts';
import { authHeaders, type Visit } from './visit.ts';

/** Ends the session of this request; the cookie is worth nothing afterwards, wherever it was copied to. */
export async function signOut({ auth }: Keeper, visit: Visit): Promise<readonly string[]> {
  const response = await auth.api.signOut({ headers: authHeaders(visit), asResponse: true });
  return response.headers.getSetCookie();
}

/** Ends one session of a person; nobody else's. */
export async function endSession(
  { auth, ctx }: Keeper,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
): Promise<void> {
  const token = await findSessionToken(ctx.db, { userId, sessionId });
  if (token) await (await auth.$context).internalAdapter.deleteSession(token);
}

export async function endOtherSessions(
  { auth }: Keeper,
  { userId, keepToken }: { readonly userId: string; readonly keepToken: string },
): Promise<void> {
  const { internalAdapter } = await auth.$context;
  const sessions = await internalAdapter.listSessions(userId);
  const others = sessions.map(({ token }) => token).filter((token) => token !== keepToken);
  if (others.length > 0) await internalAdapter.deleteSessions(others);
}

/** Remembers in the session for which of his organisations a person acts. */
export async function chooseOrganization(
  { auth, ctx }: Keeper,
  {
    userId,
    sessionId,
    organizationId,
  }: { readonly userId: string; readonly sessionId: string; readonly organizationId: string },
): Promise<void> {
  const token = await findSessionToken(ctx.db, { userId, sessionId });
  if (!token) return;
  await (await auth.$context).internalAdapter.updateSession(token, { activeOrganizationId: organizationId } as object);
}
