import type { Db } from '../connect.ts';

/** The end of a contract's chain: whoever keeps it can tell later that nothing was changed or cut off. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** The last entry's number and hash; undefined where a contract has no entries. */
export async function findChainHead(db: Db, contractId: string): Promise<ChainHead | undefined> {
  const row = await db
    .selectFrom('creditChain')
    .select(['seq', 'hash'])
    .where('contractId', '=', contractId)
    .where('seq', '>', 0)
    .executeTakeFirst();
  return row;
}
