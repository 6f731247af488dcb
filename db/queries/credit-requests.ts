import { type Selectable, sql } from 'kysely';
import type { ClaimSummary } from '#domain/credits/claim-summary';
import { monthOf } from '#domain/time';
import type { CreditRequestStage, Direction, Language } from '#domain/words';
import type { Db } from '../connect.ts';
import type { CreditRequestTable, CreditWindowTable } from '../schema/credits.ts';
import { isOfGrant } from './granted-entries.ts';
import type { LedgerScope } from './ledger.ts';
import { mapReceivedCredits } from './provider-claims.ts';

export interface CreditRequestSummary extends Selectable<CreditRequestTable> {
  readonly direction: Direction;
  readonly counterparty: string;
  /** In which its contract is paid. */
  readonly feeCurrency: string | null;
  readonly organizationName: string | null;
  readonly ticketNo: number | null;
  /** In which the months of the contract are counted. */
  readonly zone: string;
}

export interface CreditRequestItem {
  readonly id: string;
  readonly requestId: string;
  readonly serviceId: string;
  readonly names: Readonly<Partial<Record<Language, string>>>;
  readonly askedAmount: number;
  readonly decidedAmount: number | null;
  /** What was granted for it, taken back or not. */
  readonly grantedAmount: number;
  /** What the ledger holds for it now; zero before a decision and after a reversal. */
  readonly creditedAmount: number;
  /** 1 as it was claimed; 2 what an appeal asks on top. */
  readonly part: number;
  readonly endedAt: number | null;
}

export interface CreditRequest extends CreditRequestSummary {
  readonly items: readonly CreditRequestItem[];
}

/** One claim by its number; undefined when it is not there or not in scope. */
export async function findCreditRequest(db: Db, scope: LedgerScope, no: number): Promise<CreditRequest | undefined> {
  const request = await selectRequests(db, scope).where('request.no', '=', no).executeTakeFirst();
  if (!request) return undefined;
  return { ...withZone(request), items: await listRequestItems(db, [request.id]) };
}

export interface RequestPage {
  readonly limit: number;
  readonly stages?: readonly CreditRequestStage[];
  readonly direction?: Direction;
  readonly contractId?: string;
  readonly ticketNo?: number;
  /** Claims that arrived before this one. */
  readonly beforeNo?: number;
}

/** Claims newest first. */
export async function listCreditRequests(
  db: Db,
  scope: LedgerScope,
  page: RequestPage,
): Promise<CreditRequestSummary[]> {
  let query = selectRequests(db, scope).orderBy('request.no', 'desc').limit(page.limit);
  if (page.stages) query = query.where('request.stage', 'in', [...page.stages]);
  if (page.direction) query = query.where('request.direction', '=', page.direction);
  if (page.contractId !== undefined) query = query.where('request.contractId', '=', page.contractId);
  if (page.ticketNo !== undefined) query = query.where('ticket.no', '=', page.ticketNo);
  if (page.beforeNo !== undefined) query = query.where('request.no', '<', page.beforeNo);
  return (await query.execute()).map(withZone);
}

/** The services claimed under these requests. */
export async function listRequestItems(db: Db, requestIds: readonly string[]): Promise<CreditRequestItem[]> {
  if (requestIds.length === 0) return [];
  const rows = await db
    .selectFrom('creditRequestItem as item')
    .innerJoin('creditRequest as request', 'request.id', 'item.requestId')
    .innerJoin('service', 'service.id', 'item.serviceId')
    .select([
      'item.id',
      'item.requestId',
      'item.serviceId',
      'item.askedAmount',
      'item.decidedAmount',
      'item.endedAt',
      'item.part',
    ])
    .select('service.names')
    .select((eb) =>
      eb
        .selectFrom('creditEntry as entry')
        .select((inner) => inner.fn.coalesce(inner.fn.sum<number>('entry.amount'), inner.lit(0)).as('amount'))
        .whereRef('entry.itemId', '=', 'item.id')
        .where(isOfClaimUnit)
        .where(isOfGrant)
        .as('creditedAmount'),
    )
    .select((eb) =>
      eb
        .selectFrom('creditEntry as entry')
        .select((inner) => inner.fn.coalesce(inner.fn.sum<number>('entry.amount'), inner.lit(0)).as('amount'))
        .whereRef('entry.itemId', '=', 'item.id')
        .where(isOfClaimUnit)
        .where('entry.kind', '=', 'grant')
        .as('grantedAmount'),
    )
    .where('item.requestId', 'in', [...requestIds])
    .orderBy('service.position')
    .orderBy('item.part')
    .orderBy('item.id')
    .execute();
  return rows.map((row) => ({
    ...row,
    names: JSON.parse(row.names),
    creditedAmount: row.creditedAmount ?? 0,
    grantedAmount: row.grantedAmount ?? 0,
  }));
}

/** What was granted in the unit of the claim. */
const isOfClaimUnit = sql<boolean>`entry.unit = request.unit
  and coalesce(entry.currency, '') = coalesce(request.currency, '')`;

/** Granted claims of a contract, whether their credit was applied yet or not. */
export function listAnsweredClaims(db: Db, contractId: string) {
  return db
    .selectFrom('creditRequest')
    .select(['id', 'no', 'stage', 'decidedAt', 'dueAt'])
    .where('contractId', '=', contractId)
    .where('stage', 'in', ['approved', 'credited'])
    .orderBy('no')
    .execute();
}

/** Claims on a window of ours that wait for an answer; held ones take the unit of their window when it closes. */
export function listWaitingClaims(
  db: Db,
  place: { readonly contractId: string; readonly windowStart: number },
): Promise<Pick<CreditRequestTable, 'no' | 'unit' | 'currency'>[]> {
  return db
    .selectFrom('creditRequest')
    .select(['no', 'unit', 'currency'])
    .where('contractId', '=', place.contractId)
    .where('windowStart', '=', place.windowStart)
    .where('direction', '=', 'we-owe')
    .where('stage', 'in', ['submitted', 'in-review'])
    .orderBy('no')
    .execute();
}

/** Claims that were asked for while their window was open and that has closed by now. */
export function listHeldClaims(db: Db, input: { readonly closedAt: number; readonly limit: number }) {
  return db
    .selectFrom('creditRequest')
    .select(['no', 'contractId'])
    .where('stage', '=', 'held')
    .where('windowEnd', '<=', input.closedAt)
    .orderBy('windowEnd')
    .orderBy('no')
    .limit(input.limit)
    .execute();
}

export interface ClaimedItem {
  readonly serviceId: string;
  readonly windowStart: number;
  readonly requestNo: number;
  readonly stage: CreditRequestStage;
  readonly askedAt: number;
  readonly live: boolean;
}

/** What was asked under a contract, newest first: the live claim of a service and window, or the last ended one. */
export async function listClaimedItems(db: Db, contractId: string): Promise<ClaimedItem[]> {
  const rows = await db
    .selectFrom('creditRequestItem as item')
    .innerJoin('creditRequest as request', 'request.id', 'item.requestId')
    .select(['item.serviceId', 'item.windowStart', 'item.endedAt', 'request.no', 'request.stage', 'request.askedAt'])
    .where('item.contractId', '=', contractId)
    .where('item.part', '=', 1)
    .orderBy('request.no', 'desc')
    .execute();
  return rows.map(({ endedAt, no, ...row }) => ({ ...row, requestNo: no, live: endedAt === null }));
}

/** What was granted in a window so far and the cap it is held against; undefined before the first grant. */
export function findCreditWindow(
  db: Db,
  contractId: string,
  windowStart: number,
): Promise<Pick<CreditWindowTable, 'grantedAmount' | 'capAmount' | 'unit' | 'currency'> | undefined> {
  return db
    .selectFrom('creditWindow')
    .select(['grantedAmount', 'capAmount', 'unit', 'currency'])
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .executeTakeFirst();
}

/** Claims in scope with what of contract, organisation and ticket they show. */
export function selectRequests(db: Db, scope: LedgerScope) {
  const query = db
    .selectFrom('creditRequest as request')
    .innerJoin('contract', 'contract.id', 'request.contractId')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .leftJoin('organization', 'organization.id', 'request.organizationId')
    .leftJoin('ticket', 'ticket.id', 'request.ticketId')
    .selectAll('request')
    .select(['contract.direction', 'contract.counterparty', 'contract.zone', 'slaPolicy.terms'])
    .select(['organization.name as organizationName', 'ticket.no as ticketNo', 'contract.currency as feeCurrency']);
  return scope === 'every-organization' ? query : query.where('request.organizationId', '=', scope.organizationId);
}

/** A claim with the zone its months are counted in. */
export function withZone<Row extends { readonly zone: string | null; readonly terms: string }>(
  row: Row,
): Omit<Row, 'terms'> & { readonly zone: string } {
  const { terms, ...rest } = row;
  return { ...rest, zone: row.zone ?? JSON.parse(terms).window.zone };
}

/** Claims with what a list shows of them. */
export async function listClaimSummaries(db: Db, requests: readonly CreditRequestSummary[]): Promise<ClaimSummary[]> {
  const items = await listRequestItems(
    db,
    requests.map(({ id }) => id),
  );
  const received = await mapReceivedCredits(db, requests);
  return requests.map((request) => {
    const own = items.filter(({ requestId }) => requestId === request.id);
    return {
      ...request,
      month: monthOf(request.windowStart, request.zone),
      asked: own.reduce((sum, { askedAmount }) => sum + askedAmount, 0),
      credited: own.reduce((sum, { creditedAmount }) => sum + creditedAmount, 0),
      received: received.get(request.id) ?? [],
      serviceNames: own.map(({ names }) => names),
    };
  });
}
