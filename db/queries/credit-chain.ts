import type { Selectable } from 'kysely';
import { entryFields } from '#domain/credits/entry-text';
import type { FoundEntry } from '#domain/credits/verify-chain';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import type { CreditWindowTable } from '../schema/credits.ts';

/** The end of a contract's chain: whoever keeps it can tell later that nothing was changed or cut off. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** The last entry's number and hash; undefined where a contract has no entries. */
export function findChainHead(db: Db, contractId: string): Promise<ChainHead | undefined> {
  return db
    .selectFrom('creditChain')
    .select(['seq', 'hash'])
    .where('contractId', '=', contractId)
    .where('seq', '>', 0)
    .executeTakeFirst();
}

/** Every contract that has, or claims to have, entries; in the order of their ids. */
export async function listChainedContracts(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('creditEntry')
    .select('contractId')
    .union(db.selectFrom('creditChain').select('contractId').where('seq', '>', 0))
    .union(db.selectFrom('creditWindow').select('contractId').where('grantedAmount', '<>', 0))
    .orderBy('contractId')
    .execute();
  return rows.map(({ contractId }) => contractId);
}

/** All entries of a contract as they are found, in the order of their numbers. */
export async function listFoundEntries(db: Db, contractId: string): Promise<FoundEntry[]> {
  const rows = await db
    .selectFrom('creditEntry')
    .leftJoin('personalText', 'personalText.entryId', 'creditEntry.id')
    .selectAll('creditEntry')
    .select(['personalText.salt', 'personalText.name', 'personalText.body', 'personalText.blankedAt'])
    .where('contractId', '=', contractId)
    .orderBy('seq')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ fields: entryFields(row), hash: row.hash, text: textOf(row) }));
}

export function textOf(row: {
  readonly salt: string | null;
  readonly name: string | null;
  readonly body: string | null;
  readonly blankedAt: number | null;
}): FoundEntry['text'] {
  if (row.blankedAt !== null) return 'removed';
  const { salt, name, body } = row;
  return salt === null || name === null || body === null ? 'missing' : { salt, name, body };
}

export interface WindowSum extends Pick<Selectable<CreditWindowTable>, 'windowStart' | 'grantedAmount' | 'capAmount'> {
  /** What the entries say was granted and not taken back. */
  readonly sum: number;
}

/** Windows in which we granted something and whose kept sum is gone; in the order of their beginnings. */
export async function listUnkeptWindows(db: Db, contractId: string): Promise<Instant[]> {
  const rows = await db
    .selectFrom('creditEntry as entry')
    .leftJoin('creditWindow as kept', (join) =>
      join.onRef('kept.contractId', '=', 'entry.contractId').onRef('kept.windowStart', '=', 'entry.windowStart'),
    )
    .select('entry.windowStart')
    .distinct()
    .where('entry.contractId', '=', contractId)
    .where('entry.direction', '=', 'we-owe')
    .where('entry.kind', '=', 'grant')
    .where('kept.contractId', 'is', null)
    .orderBy('entry.windowStart')
    .execute();
  return rows.flatMap(({ windowStart }) => (windowStart === null ? [] : [windowStart]));
}

/** What we granted in each window beside what its entries add up to; what a provider gives us is under no cap of ours. */
export function listWindowSums(db: Db, contractId: string): Promise<WindowSum[]> {
  return db
    .selectFrom('creditWindow')
    .innerJoin('contract', 'contract.id', 'creditWindow.contractId')
    .leftJoin('creditEntry as entry', (join) =>
      join
        .onRef('entry.contractId', '=', 'creditWindow.contractId')
        .onRef('entry.windowStart', '=', 'creditWindow.windowStart')
        .on('entry.kind', '<>', 'application'),
    )
    .leftJoin('creditEntry as reversed', 'reversed.id', 'entry.reversesId')
    .select(['creditWindow.windowStart', 'creditWindow.grantedAmount', 'creditWindow.capAmount'])
    .select((eb) =>
      eb.fn
        .coalesce(
          eb.fn.sum<number>(
            eb.case().when('reversed.kind', '=', 'application').then(0).else(eb.ref('entry.amount')).end(),
          ),
          eb.lit(0),
        )
        .as('sum'),
    )
    .where('creditWindow.contractId', '=', contractId)
    .where('contract.direction', '=', 'we-owe')
    .groupBy(['creditWindow.windowStart', 'creditWindow.grantedAmount', 'creditWindow.capAmount'])
    .orderBy('creditWindow.windowStart')
    .execute();
}
