import type { WindowClaim, WindowGrants } from '#domain/credits/many/affected';
import type { Db } from '../connect.ts';
import { IDS_PER_STATEMENT } from './affected-contracts.ts';
import { isOfGrant } from './granted-entries.ts';

/** The key under which what belongs to one contract and window is found. */
export function windowKey(contractId: string, windowStart: number): string {
  return `${contractId} ${windowStart}`;
}

export interface Places {
  readonly contractIds: readonly string[];
  readonly windowStarts: readonly number[];
}

/** Claims on these contracts and windows, newest first. */
export function listWindowClaims(db: Db, places: Places): Promise<Map<string, WindowClaim[]>> {
  return inSlices(places, async (contractIds) => {
    const rows = await db
      .selectFrom('creditRequestItem as item')
      .innerJoin('creditRequest as request', 'request.id', 'item.requestId')
      .select(['item.contractId', 'item.serviceId', 'item.windowStart', 'item.endedAt'])
      .select(['request.no as requestNo', 'request.stage', 'request.askedAt', 'request.appealedAt'])
      .select((eb) =>
        eb
          .selectFrom('creditEntry as entry')
          .select((inner) => inner.fn.coalesce(inner.fn.sum<number>('entry.amount'), inner.lit(0)).as('amount'))
          .whereRef('entry.itemId', '=', 'item.id')
          .where(isOfGrant)
          .as('creditedAmount'),
      )
      .select((eb) =>
        eb
          .selectFrom('creditDecision as decision')
          .select('decision.id')
          .whereRef('decision.requestId', '=', 'request.id')
          .where('decision.state', '=', 'unconfirmed')
          .as('unconfirmedId'),
      )
      .where('item.contractId', 'in', contractIds)
      .where('item.windowStart', 'in', [...places.windowStarts])
      .where('item.part', '=', 1)
      .orderBy('request.no', 'desc')
      .execute();
    return rows.map(({ endedAt, unconfirmedId, creditedAmount, appealedAt, ...row }) => ({
      ...row,
      creditedAmount: creditedAmount ?? 0,
      live: endedAt === null,
      unconfirmed: unconfirmedId !== null,
      appealed: appealedAt !== null,
    }));
  });
}

/** What was granted in these windows. */
export async function listWindowGrants(db: Db, places: Places): Promise<Map<string, Omit<WindowGrants, 'capAmount'>>> {
  const found = await inSlices(places, (contractIds) =>
    db
      .selectFrom('creditWindow')
      .select(['contractId', 'windowStart', 'grantedAmount', 'unit', 'currency'])
      .where('contractId', 'in', contractIds)
      .where('windowStart', 'in', [...places.windowStarts])
      .execute(),
  );
  return new Map([...found].flatMap(([key, [first]]) => (first ? [[key, first]] : [])));
}

/** Reads some contracts at a time, and gives the rows by contract and window. */
async function inSlices<Row extends { readonly contractId: string; readonly windowStart: number }>(
  { contractIds, windowStarts }: Places,
  read: (contractIds: string[]) => Promise<Row[]>,
): Promise<Map<string, Row[]>> {
  const rows: Row[] = [];
  if (windowStarts.length === 0) return new Map();
  for (let from = 0; from < contractIds.length; from += IDS_PER_STATEMENT) {
    rows.push(...(await read(contractIds.slice(from, from + IDS_PER_STATEMENT))));
  }
  return Map.groupBy(rows, (row) => windowKey(row.contractId, row.windowStart));
}
