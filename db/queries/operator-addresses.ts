import type { Db } from '#db/connect';
import type { OperatorRole } from '#domain/words';

/** Where operators with a role read their mail; people whose access has ended are left out. */
export async function listOperatorAddresses(db: Db, role: OperatorRole): Promise<string[]> {
  const rows = await db
    .selectFrom('operatorRole')
    .innerJoin('user', 'user.id', 'operatorRole.userId')
    .leftJoin('accountState', 'accountState.userId', 'user.id')
    .select('user.email')
    .where('operatorRole.role', '=', role)
    .where('accountState.disabledAt', 'is', null)
    .orderBy('user.email')
    .execute();
  return rows.map((row) => row.email);
}
