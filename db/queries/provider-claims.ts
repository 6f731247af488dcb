import type { CreditAmount } from '#domain/credits/amount';
import type { ReceivedCredit } from '#domain/credits/received';
import type { Direction } from '#domain/words';
import type { Db } from '../connect.ts';

/** The credits of a claim against a provider as the ledger holds them: by unit, what came and how much of it was not seen yet. */
export async function listReceivedCredits(db: Db, claim: { readonly id: string }): Promise<ReceivedCredit[]> {
  const came = await db
    .selectFrom('creditEntry')
    .select(['unit', 'currency'])
    .select((eb) => eb.fn.sum<number>('amount').as('amount'))
    .where('requestId', '=', claim.id)
    .where('kind', '!=', 'application')
    .groupBy(['unit', 'currency'])
    .orderBy('unit')
    .execute();
  const used = await db
    .selectFrom('providerExchange as line')
    .innerJoin('creditEntry as entry', 'entry.id', 'line.entryId')
    .leftJoin('creditEntry as back', 'back.reversesId', 'entry.id')
    .select(['entry.unit', 'entry.currency', 'entry.amount'])
    .where('line.requestId', '=', claim.id)
    .where('line.kind', '=', 'seen')
    .where('back.id', 'is', null)
    .execute();
  return came.map(({ unit, currency, amount }) => {
    const same = used.filter((one) => one.unit === unit && one.currency === currency);
    const seen = same.reduce((sum, one) => sum - one.amount, 0);
    return { credit: { unit, currency, value: amount }, unseen: Math.max(0, amount - seen) };
  });
}

/** What came for those of these claims that are against a provider, by unit; zero where it was taken back. */
export async function mapReceivedCredits(
  db: Db,
  claims: readonly { readonly id: string; readonly direction: Direction }[],
): Promise<ReadonlyMap<string, readonly CreditAmount[]>> {
  const requestIds = claims.filter(({ direction }) => direction === 'owed-to-us').map(({ id }) => id);
  if (requestIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('creditEntry')
    .select(['requestId', 'unit', 'currency'])
    .select((eb) => eb.fn.sum<number>('amount').as('value'))
    .where('requestId', 'in', requestIds)
    .where('kind', '!=', 'application')
    .groupBy(['requestId', 'unit', 'currency'])
    .orderBy('unit')
    .execute();
  return Map.groupBy(rows, ({ requestId }) => requestId ?? '');
}
