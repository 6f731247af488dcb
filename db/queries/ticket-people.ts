import type { Db } from '../connect.ts';
import type { Scope } from './tied-outages.ts';

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
