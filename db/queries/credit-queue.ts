import type { ExpressionBuilder } from 'kysely';
import type { QueuePlace } from '#domain/credits/queue-place';
import { type CreditRequestStage, DIRECTIONS, type Direction } from '#domain/words';
import type { Db } from '../connect.ts';
import type { CreditRequestTable } from '../schema/credits.ts';
import type { Database } from '../schema.ts';
import { type CreditRequestSummary, selectRequests, withZone } from './credit-requests.ts';

/** Claims that wait for a step: overdue ones first, then by the day it is due, then in the order of arrival. */
export async function listWaitingCreditRequests(
  db: Db,
  page: { readonly limit: number; readonly after?: QueuePlace; readonly direction?: Direction },
): Promise<CreditRequestSummary[]> {
  const rows: CreditRequestSummary[] = [];
  // Each of these is a walk along an index; together they would be a sort of everything that waits.
  for (const stage of ['submitted', 'in-review'] as const) {
    for (const direction of page.direction ? [page.direction] : DIRECTIONS) {
      rows.push(...(await listQueue(db, { ...page, stage, direction })));
    }
  }
  const due = ({ dueAt }: CreditRequestSummary): number => dueAt ?? NEVER;
  return rows.toSorted((a, b) => due(a) - due(b) || a.no - b.no).slice(0, page.limit);
}

/** The windows of these contracts on which a claim against us waits for an answer. */
export function listWaitingWindows(
  db: Db,
  contractIds: readonly string[],
): Promise<Pick<CreditRequestTable, 'contractId' | 'windowStart'>[]> {
  if (contractIds.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('creditRequest')
    .select(['contractId', 'windowStart'])
    .distinct()
    .where('contractId', 'in', [...contractIds])
    .where('direction', '=', 'we-owe')
    .where('stage', 'in', ['submitted', 'in-review'])
    .execute();
}

async function listQueue(
  db: Db,
  page: {
    readonly limit: number;
    readonly after?: QueuePlace;
    readonly direction: Direction;
    readonly stage: CreditRequestStage;
  },
): Promise<CreditRequestSummary[]> {
  let query = selectRequests(db, 'every-organization')
    .where('request.stage', '=', page.stage)
    .where('request.direction', '=', page.direction)
    .orderBy(due)
    .orderBy('request.no')
    .limit(page.limit);
  if (page.after) {
    const { dueAt, no } = page.after;
    const at = dueAt ?? NEVER;
    query = query
      .where((eb) => eb(due(eb), '>=', at))
      .where((eb) => eb.or([eb(due(eb), '>', at), eb('request.no', '>', no)]));
  }
  return (await query.execute()).map(withZone);
}

/** Behind every instant there will be. */
const NEVER = 8_640_000_000_000_000;

function due(eb: ExpressionBuilder<Database & { request: CreditRequestTable }, 'request'>) {
  return eb.fn.coalesce('request.dueAt', eb.lit(NEVER));
}
