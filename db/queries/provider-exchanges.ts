import type { ProviderExchange } from '#domain/credits/provider-side';
import type { Db } from '../connect.ts';

/** What went between us and the provider about a claim that was found in scope, the earliest first. */
export async function listProviderExchanges(db: Db, requestId: string): Promise<ProviderExchange[]> {
  const rows = await db
    .selectFrom('providerExchange as line')
    .leftJoin('user', 'user.id', 'line.recordedBy')
    .selectAll('line')
    .select('user.name as recordedByName')
    .where('line.requestId', '=', requestId)
    .orderBy('line.seq')
    .execute();
  return rows.map(({ amounts, onceKey: _, ...line }) => ({
    ...line,
    amounts: amounts === null ? null : JSON.parse(amounts),
  }));
}

/** Every number under which the provider kept the claim, in the order they were given. */
export async function listCaseNumbers(db: Db, requestId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('providerExchange')
    .select('caseNumber')
    .where('requestId', '=', requestId)
    .where('caseNumber', 'is not', null)
    .orderBy('seq')
    .execute();
  return [...new Set(rows.flatMap(({ caseNumber }) => (caseNumber === null ? [] : [caseNumber])))];
}
