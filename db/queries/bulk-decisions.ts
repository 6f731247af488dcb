import type { Selectable } from 'kysely';
import type { Direction } from '#domain/words';
import type { Db } from '../connect.ts';
import type { BulkDecisionItemTable, BulkDecisionTable } from '../schema/bulk.ts';

export type BulkDecision = Selectable<BulkDecisionTable>;

export interface BulkItem extends Omit<Selectable<BulkDecisionItemTable>, 'serviceIds' | 'requestNos'> {
  readonly serviceIds: readonly string[];
  readonly requestNos: readonly number[];
  readonly organizationName: string | null;
  readonly counterparty: string;
  readonly direction: Direction;
}

/** A step for many contracts; undefined when there is none. */
export function findBulkDecision(db: Db, id: string): Promise<BulkDecision | undefined> {
  return selectDecisions(db).where('bulk.id', '=', id).executeTakeFirst();
}

/** Confirmed steps, the latest first. */
export function listBulkDecisions(
  db: Db,
  page: { readonly limit: number; readonly incidentId?: string },
): Promise<BulkDecision[]> {
  let query = selectDecisions(db)
    .where('bulk.confirmedAt', 'is not', null)
    .orderBy('bulk.confirmedAt', 'desc')
    .orderBy('bulk.id', 'desc')
    .limit(page.limit);
  if (page.incidentId !== undefined) query = query.where('bulk.incidentId', '=', page.incidentId);
  return query.execute();
}

/** Steps that are confirmed and not finished, the oldest first. */
export function listUnfinishedBulk(db: Db): Promise<BulkDecision[]> {
  return selectDecisions(db)
    .where('bulk.confirmedAt', 'is not', null)
    .where('bulk.finishedAt', 'is', null)
    .orderBy('bulk.confirmedAt')
    .orderBy('bulk.id')
    .execute();
}

/** Every contract of a step, in the order in which they are worked off. */
export async function listBulkItems(db: Db, bulkId: string): Promise<BulkItem[]> {
  const rows = await selectItems(db).where('item.bulkId', '=', bulkId).execute();
  return rows.map(toItem);
}

/** The next contracts of a step that wait, behind a place. */
export async function listWaitingItems(
  db: Db,
  page: { readonly bulkId: string; readonly limit: number },
): Promise<BulkItem[]> {
  const rows = await selectItems(db)
    .where('item.bulkId', '=', page.bulkId)
    .where('item.state', '=', 'waiting')
    .limit(page.limit)
    .execute();
  return rows.map(toItem);
}

function selectDecisions(db: Db) {
  return db.selectFrom('bulkDecision as bulk').selectAll('bulk');
}

function selectItems(db: Db) {
  return db
    .selectFrom('bulkDecisionItem as item')
    .innerJoin('contract', 'contract.id', 'item.contractId')
    .leftJoin('organization', 'organization.id', 'item.organizationId')
    .selectAll('item')
    .select(['contract.counterparty', 'contract.direction', 'organization.name as organizationName'])
    .orderBy('item.contractId')
    .orderBy('item.windowStart');
}

type ItemRow = Awaited<ReturnType<ReturnType<typeof selectItems>['execute']>>[number];

function toItem({ serviceIds, requestNos, ...row }: ItemRow): BulkItem {
  return { ...row, serviceIds: JSON.parse(serviceIds), requestNos: JSON.parse(requestNos) };
}
