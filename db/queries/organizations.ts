import type { Db } from '#db/connect';
import type { Instant } from '#domain/time';
import type { MemberRole } from '#domain/words';
import { toInstant } from './people.ts';

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
}

export interface OrganizationMember {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly joinedAt: Instant;
  readonly disabledAt: Instant | null;
  readonly secondFactor: boolean;
}

function organizations(db: Db) {
  return db
    .selectFrom('organization')
    .leftJoin('organizationState', 'organizationState.organizationId', 'organization.id')
    .select(['organization.id', 'organization.name', 'organization.createdAt', 'organizationState.disabledAt']);
}

export async function findOrganization(db: Db, id: string): Promise<Organization | undefined> {
  const row = await organizations(db).where('organization.id', '=', id).executeTakeFirst();
  return row && { ...row, createdAt: toInstant(row.createdAt) };
}

/** Every organisation, by name. */
export async function listOrganizations(db: Db): Promise<Organization[]> {
  const rows = await organizations(db).orderBy('organization.name').orderBy('organization.id').execute();
  return rows.map((row) => ({ ...row, createdAt: toInstant(row.createdAt) }));
}

/** How many members each organisation has. */
export async function listMemberCounts(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('member')
    .select(({ fn }) => ['organizationId', fn.countAll<number>().as('count')])
    .groupBy('organizationId')
    .execute();
  return new Map(rows.map(({ organizationId, count }) => [organizationId, Number(count)]));
}

/** The people of one organisation, in the order they joined. */
export async function listMembers(db: Db, scope: { readonly organizationId: string }): Promise<OrganizationMember[]> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .leftJoin('accountState', 'accountState.userId', 'user.id')
    .select([
      'member.userId',
      'user.name',
      'user.email',
      'member.role',
      'member.createdAt',
      'accountState.disabledAt',
      'user.twoFactorEnabled',
    ])
    .where('member.organizationId', '=', scope.organizationId)
    .orderBy('member.createdAt')
    .execute();
  return rows.map(({ createdAt, twoFactorEnabled, ...row }) => ({
    ...row,
    joinedAt: toInstant(createdAt),
    secondFactor: Boolean(twoFactorEnabled),
  }));
}

/** A membership by mail address; undefined when that person is no member. */
export async function findMembership(
  db: Db,
  { organizationId, email }: { readonly organizationId: string; readonly email: string },
): Promise<{ readonly userId: string } | undefined> {
  return db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .select('member.userId')
    .where('member.organizationId', '=', organizationId)
    .where('user.email', '=', email.trim().toLowerCase())
    .executeTakeFirst();
}

/** The open organisations a person belongs to, by name. */
export async function listMyOrganizations(
  db: Db,
  userId: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return db
    .selectFrom('member')
    .innerJoin('organization', 'organization.id', 'member.organizationId')
    .leftJoin('organizationState', 'organizationState.organizationId', 'member.organizationId')
    .select(['organization.id', 'organization.name'])
    .where('member.userId', '=', userId)
    .where('organizationState.disabledAt', 'is', null)
    .orderBy('organization.name')
    .execute();
}
