import type { Selectable } from 'kysely';
import type { Db } from '../connect.ts';
import type { CreditMessageTable } from '../schema/claims.ts';

export type CreditMessage = Selectable<CreditMessageTable>;

/** What was written about a claim, oldest first. */
export function listCreditMessages(db: Db, requestId: string): Promise<CreditMessage[]> {
  return db
    .selectFrom('creditMessage')
    .selectAll()
    .where('requestId', '=', requestId)
    .orderBy('at')
    .orderBy('id')
    .execute();
}
