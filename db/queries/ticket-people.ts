import type { Db } from '../connect.ts';
import type { Scope } from './tied-outages.ts';

/** Mail addresses of the operators of the desk. */
export async function listDeskAddresses(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('operatorRole')
    .innerJoin('user', 'user.id', 'operatorRole.userId')
    .leftJoin('accountState', 'accountState.userId', 'user.id')
    .select('user.email')
    .where('operatorRole.role', '=', 'tickets')
    .where('accountState.disabledAt', 'is', null)
    .orderBy('user.email')
    .execute();
  return rows.map((row) => row.email);
}

/** Who is told of a ticket or report: the admin who asked, or every admin of the organisation where he is no longer one. */
export async function listReaderAddresses(db: Db, scope: Scope, authorId: string | null): Promise<string[]> {
  const admins = await db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .leftJoin('accountState', 'accountState.userId', 'user.id')
    .leftJoin('organizationState', 'organizationState.organizationId', 'member.organizationId')
    .select(['user.id', 'user.email'])
    .where('member.organizationId', '=', scope.organizationId)
    .where('member.role', '=', 'admin')
    .where('accountState.disabledAt', 'is', null)
    .where('organizationState.disabledAt', 'is', null)
    .orderBy('user.email')
    .execute();
  const author = admins.filter((admin) => admin.id === authorId);
  return (author.length > 0 ? author : admins).map((admin) => admin.email);
}
