import type { Db } from '#db/connect';
import type { AuthInstant } from '#db/schema-accounts';
import type { Hats } from '#domain/accounts/hats';
import type { Instant } from '#domain/time';

/** better-auth's instants as ours. */
export function toInstant(at: AuthInstant): Instant {
  return at instanceof Date ? at.getTime() : Date.parse(at);
}

export interface Standing extends Hats {
  readonly disabledAt: Instant | null;
  readonly sessionsValidAfter: Instant;
}

/** What a person may be today; organisations that were closed are left out. */
export async function getStanding(db: Db, userId: string): Promise<Standing> {
  const [state, roles, memberships] = await Promise.all([
    db.selectFrom('accountState').selectAll().where('userId', '=', userId).executeTakeFirst(),
    db.selectFrom('operatorRole').select('role').where('userId', '=', userId).orderBy('role').execute(),
    db
      .selectFrom('member')
      .leftJoin('organizationState', 'organizationState.organizationId', 'member.organizationId')
      .select(['member.organizationId', 'member.role'])
      .where('member.userId', '=', userId)
      .where('organizationState.disabledAt', 'is', null)
      .orderBy('member.createdAt')
      .execute(),
  ]);
  return {
    disabledAt: state?.disabledAt ?? null,
    sessionsValidAfter: state?.sessionsValidAfter ?? 0,
    operatorRoles: roles.map(({ role }) => role),
    memberships,
  };
}

/** Whether the installation has an operator; before it has one, it is set up. */
export async function findAnyOperator(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('operatorRole').select('userId').limit(1).executeTakeFirst();
  return row?.userId;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export async function findPersonByEmail(db: Db, email: string): Promise<Person | undefined> {
  return db
    .selectFrom('user')
    .select(['id', 'name', 'email'])
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst();
}

/** The token of one session of one person. */
export async function findSessionToken(
  db: Db,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('session')
    .select('token')
    .where('id', '=', sessionId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row?.token;
}
