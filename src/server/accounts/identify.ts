import { getStanding } from '#db/queries/people';
import type { SignedInPerson } from '#domain/accounts/hats';
import { DAY_MS, type Instant } from '#domain/time';
import type { Keeper } from './auth.ts';
import { authHeaders, hasSessionCookie, type Visit } from './visit.ts';

export interface Identity extends SignedInPerson {
  readonly email: string;
  readonly sessionId: string;
  readonly secondFactor: boolean;
  readonly signedInAt: Instant;
}

export interface Identified {
  readonly identity: Identity | undefined;
  /** `Set-Cookie` lines to send along: a renewed session, or the end of one that is over. */
  readonly cookies: readonly string[];
}

/** However busy a session is, after a week its owner shows the password again. */
const LONGEST_SESSION_MS = 7 * DAY_MS;
const NOBODY: Identified = { identity: undefined, cookies: [] };

/** Who a request comes from, as the database knows it at this moment. */
export async function identify({ auth, ctx }: Keeper, visit: Visit): Promise<Identified> {
  if (!hasSessionCookie(visit)) return NOBODY;
  const { headers, response } = await auth.api.getSession({ headers: authHeaders(visit), returnHeaders: true });
  if (!response) return { identity: undefined, cookies: headers.getSetCookie() };
  const { session, user } = response;
  const standing = await getStanding(ctx.db, user.id);
  const signedInAt = session.createdAt.getTime();
  const over =
    standing.disabledAt !== null ||
    signedInAt <= standing.sessionsValidAfter ||
    ctx.now() - signedInAt >= LONGEST_SESSION_MS;
  if (over) {
    await (await auth.$context).internalAdapter.deleteSession(session.token);
    return NOBODY;
  }
  return {
    identity: {
      id: user.id,
      name: user.name,
      email: user.email,
      operatorRoles: standing.operatorRoles,
      memberships: standing.memberships,
      activeOrganizationId: session.activeOrganizationId ?? null,
      sessionId: session.id,
      secondFactor: Boolean(user.twoFactorEnabled),
      signedInAt,
    },
    cookies: headers.getSetCookie(),
  };
}
