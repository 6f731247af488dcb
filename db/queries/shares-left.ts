import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';

/** A percentage of one service's fee in one window, as far as it is not used up. */
export interface ShareLeft {
  readonly serviceId: string;
  /** The item of the claim it was granted for. */
  readonly itemId: string;
  readonly left: number;
}

/** What stands of percentages in a window, service by service, less what was applied of each. */
export async function listSharesLeft(
  db: Db,
  place: { readonly contractId: string; readonly windowStart: Instant },
): Promise<ShareLeft[]> {
  const rows = await db
    .selectFrom('creditEntry as entry')
    .innerJoin('creditRequestItem as item', 'item.id', 'entry.itemId')
    .select('item.serviceId')
    .select((eb) => [eb.fn.sum<number>('entry.amount').as('left'), eb.fn.max<string>('item.id').as('itemId')])
    .where('entry.contractId', '=', place.contractId)
    .where('entry.windowStart', '=', place.windowStart)
    .where('entry.unit', '=', 'percent')
    .groupBy('item.serviceId')
    .orderBy('item.serviceId')
    .execute();
  return rows.map((row) => ({ ...row, left: Number(row.left) })).filter(({ left }) => left > 0);
}
