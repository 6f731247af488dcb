import type { Db } from '#db/connect';
import type { AccessLinkTable } from '#db/schema/accounts';
import type { Instant } from '#domain/time';
import type { Language, MemberRole, OperatorRole } from '#domain/words';

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly organizationId: string | null;
  readonly organizationName: string | null;
  readonly memberRole: MemberRole | null;
  readonly operatorRoles: readonly OperatorRole[];
  readonly lang: Language;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly expiresAt: Instant;
}

type Row = Omit<AccessLinkTable, 'purpose' | 'tokenHash' | 'userId' | 'usedAt' | 'revokedAt'> & {
  organizationName: string | null;
};

function toInvitation({ operatorRoles, ...row }: Row): Invitation {
  const roles: OperatorRole[] = JSON.parse(operatorRoles);
  return { ...row, operatorRoles: roles };
}

function openInvitations(db: Db, now: Instant) {
  return invitations(db).where('usedAt', 'is', null).where('revokedAt', 'is', null).where('expiresAt', '>', now);
}

function invitations(db: Db) {
  return db
    .selectFrom('accessLink')
    .leftJoin('organization', 'organization.id', 'accessLink.organizationId')
    .select([
      'accessLink.id',
      'email',
      'organizationId',
      'memberRole',
      'operatorRoles',
      'lang',
      'accessLink.createdAt',
      'createdBy',
      'expiresAt',
      'organization.name as organizationName',
    ])
    .where('purpose', '=', 'invitation');
}

/** An invitation that can still be accepted, by the hash of its token. */
export async function findOpenInvitation(
  db: Db,
  { tokenHash, now }: { readonly tokenHash: string; readonly now: Instant },
): Promise<Invitation | undefined> {
  const row = await openInvitations(db, now).where('tokenHash', '=', tokenHash).executeTakeFirst();
  return row && toInvitation(row);
}

export async function findInvitation(db: Db, id: string): Promise<Invitation | undefined> {
  const row = await invitations(db).where('accessLink.id', '=', id).executeTakeFirst();
  return row && toInvitation(row);
}

/** Invitations of operators that nobody accepted yet. */
export async function listOperatorInvitations(db: Db, now: Instant): Promise<Invitation[]> {
  const rows = await openInvitations(db, now)
    .where('organizationId', 'is', null)
    .orderBy('accessLink.createdAt')
    .limit(200)
    .execute();
  return rows.map(toInvitation);
}

/** Invitations into one organisation that nobody accepted yet. */
export async function listMemberInvitations(
  db: Db,
  scope: { readonly organizationId: string },
  now: Instant,
): Promise<Invitation[]> {
  const rows = await openInvitations(db, now)
    .where('organizationId', '=', scope.organizationId)
    .orderBy('accessLink.createdAt')
    .limit(200)
    .execute();
  return rows.map(toInvitation);
}

/** Whose password a reset link may set; undefined once it is used or over. */
export async function findResetOwner(
  db: Db,
  { tokenHash, now }: { readonly tokenHash: string; readonly now: Instant },
): Promise<{ readonly userId: string; readonly email: string; readonly name: string } | undefined> {
  return db
    .selectFrom('accessLink')
    .innerJoin('user', 'user.id', 'accessLink.userId')
    .leftJoin('accountState', 'accountState.userId', 'user.id')
    .select(['user.id as userId', 'user.email', 'user.name'])
    .where('purpose', '=', 'reset')
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('accountState.disabledAt', 'is', null)
    .executeTakeFirst();
}
