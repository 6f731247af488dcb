import type { CellState, MatrixClaim, MatrixLine } from '#domain/credits/many/matrix';
import { endsOfMonths } from '#domain/credits/many/matrix-months';
import { DAY_MS } from '#domain/time';
import type { Direction } from '#domain/words';
import type { Db } from '../connect.ts';
import { isOfGrant } from './granted-entries.ts';
import { matrixFilter } from './matrix-filter.ts';

export interface MatrixPlace {
  readonly firstMonth: string;
  readonly lastMonth: string;
  readonly serviceId?: string | undefined;
  readonly direction?: Direction | undefined;
}

export interface CustomerPage extends MatrixPlace {
  readonly limit: number;
  /** Part of the name. */
  readonly name?: string | undefined;
  /** Only customers with something of this kind. */
  readonly state?: CellState | undefined;
  readonly now: number;
  readonly after?: { readonly name: string; readonly id: string } | undefined;
}

export interface MatrixCustomer {
  readonly id: string;
  readonly name: string;
}

/** Organisations with a contract in these months, by name. */
export function listMatrixCustomers(db: Db, page: CustomerPage): Promise<MatrixCustomer[]> {
  const { after, name } = page;
  let query = db
    .selectFrom('organization')
    .select(['organization.id', 'organization.name'])
    .where((eb) => matrixFilter(eb, page))
    .orderBy('organization.name')
    .orderBy('organization.id')
    .limit(page.limit);
  if (name !== undefined) {
    const pattern = `%${name.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    query = query.where((eb) => eb.fn<string>('lower', ['organization.name']), 'like', pattern);
  }
  if (after) {
    query = query.where((eb) =>
      eb.or([
        eb('organization.name', '>', after.name),
        eb.and([eb('organization.name', '=', after.name), eb('organization.id', '>', after.id)]),
      ]),
    );
  }
  return query.execute();
}

/** What is frozen for every covered service of these customers' contracts, and the services of contracts without a frozen window yet. */
export function listMatrixLines(db: Db, organizationIds: readonly string[], place: MatrixPlace): Promise<MatrixLine[]> {
  if (organizationIds.length === 0) return Promise.resolve([]);
  const { after, until } = endsOfMonths(place.firstMonth, place.lastMonth);
  let query = db
    .selectFrom('contract')
    .innerJoin('contractService as covers', 'covers.contractId', 'contract.id')
    .leftJoin('slaAssessment as assessment', (join) =>
      join
        .onRef('assessment.contractId', '=', 'contract.id')
        .on('assessment.revision', 'is not', null)
        .on('assessment.supersededAt', 'is', null)
        .on('assessment.windowEnd', '>', after)
        .on('assessment.windowEnd', '<=', until),
    )
    .leftJoin('assessmentLine as line', (join) =>
      join.onRef('line.bodyId', '=', 'assessment.bodyId').onRef('line.serviceId', '=', 'covers.serviceId'),
    )
    .select(['contract.organizationId', 'contract.id as contractId', 'contract.counterparty', 'contract.direction'])
    .select(['covers.serviceId', 'assessment.windowStart', 'assessment.windowEnd'])
    .select(['line.verdict', 'line.unit', 'line.amount', 'line.currency', 'line.lapsesAt'])
    .where('contract.organizationId', 'in', [...organizationIds])
    .where('contract.startsAt', '<', until)
    .where((eb) => eb.or([eb('contract.endsAt', 'is', null), eb('contract.endsAt', '>', after - 31 * DAY_MS)]))
    .orderBy('contract.id')
    .orderBy('assessment.windowStart');
  if (place.serviceId !== undefined) query = query.where('covers.serviceId', '=', place.serviceId);
  if (place.direction !== undefined) query = query.where('contract.direction', '=', place.direction);
  return query.execute().then((rows) => rows.map((row) => ({ ...row, amount: row.amount ?? 0 })));
}

/** Claims of these customers on windows that end in these months, newest first. */
export async function listMatrixClaims(
  db: Db,
  organizationIds: readonly string[],
  place: MatrixPlace,
): Promise<MatrixClaim[]> {
  if (organizationIds.length === 0) return [];
  const { after, until } = endsOfMonths(place.firstMonth, place.lastMonth);
  const rows = await db
    .selectFrom('creditRequest as request')
    .innerJoin('creditRequestItem as item', 'item.requestId', 'request.id')
    .select(['item.contractId', 'item.serviceId', 'item.windowStart', 'item.endedAt', 'item.askedAmount'])
    .select(['request.no', 'request.stage', 'request.unit'])
    .select((eb) =>
      eb
        .selectFrom('creditEntry as entry')
        .select((inner) => inner.fn.coalesce(inner.fn.sum<number>('entry.amount'), inner.lit(0)).as('amount'))
        .whereRef('entry.itemId', '=', 'item.id')
        .where(isOfGrant)
        .as('creditedAmount'),
    )
    .where('request.organizationId', 'in', [...organizationIds])
    .where('request.windowEnd', '>', after)
    .where('request.windowEnd', '<=', until)
    .where('item.part', '=', 1)
    .orderBy('request.no', 'desc')
    .execute();
  return rows.map(({ endedAt, creditedAmount, ...row }) => ({
    ...row,
    creditedAmount: creditedAmount ?? 0,
    live: endedAt === null,
  }));
}
