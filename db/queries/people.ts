import type { Db } from '#db/connect';
import type { AuthInstant } from '#db/schema/accounts';
import type { Hats } from '#domain/accounts/hats';
import type { Instant } from '#domain/time';
import { OPERATOR_ROLES, type OperatorRole } from '#domain/words';

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

export async function findPerson(db: Db, id: string): Promise<Person | undefined> {
  return db.selectFrom('user').select(['id', 'name', 'email']).where('id', '=', id).executeTakeFirst();
}

export interface Operator extends Person {
  readonly roles: readonly OperatorRole[];
  readonly disabledAt: Instant | null;
  readonly secondFactor: boolean;
}

/** Every operator with his roles, by name. */
export async function listOperators(db: Db): Promise<Operator[]> {
  const rows = await db
    .selectFrom('operatorRole')
    .innerJoin('user', 'user.id', 'operatorRole.userId')
    .leftJoin('accountState', 'accountState.userId', 'user.id')
    .select(['user.id', 'user.name', 'user.email', 'user.twoFactorEnabled', 'role', 'accountState.disabledAt'])
    .orderBy('user.name')
    .orderBy('user.id')
    .execute();
  const byPerson = Map.groupBy(rows, (row) => row.id);
  return [...byPerson.values()].flatMap(([first, ...others]) =>
    first
      ? {
          id: first.id,
          name: first.name,
          email: first.email,
          disabledAt: first.disabledAt,
          secondFactor: Boolean(first.twoFactorEnabled),
          roles: OPERATOR_ROLES.filter((role) => [first, ...others].some((row) => row.role === role)),
        }
      : [],
  );
}

/** How many operators hold every role and may sign in. */
export async function getFullOperatorCount(db: Db): Promise<number> {
  const operators = await listOperators(db);
  return operators.filter(({ roles, disabledAt }) => disabledAt === null && roles.length === OPERATOR_ROLES.length)
    .length;
}

export interface OpenSession {
  readonly id: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly address: string;
  readonly userAgent: string;
}

/** The sessions of a person that still run, the latest first. */
export async function listSessions(db: Db, userId: string, now: Instant): Promise<OpenSession[]> {
  const rows = await db.selectFrom('session').selectAll().where('userId', '=', userId).execute();
  return rows
    .filter((row) => toInstant(row.expiresAt) > now)
    .map((row) => ({
      id: row.id,
      startedAt: toInstant(row.createdAt),
      seenAt: toInstant(row.updatedAt),
      address: row.ipAddress ?? '',
      userAgent: row.userAgent ?? '',
    }))
    .sort((a, b) => b.seenAt - a.seenAt);
}
