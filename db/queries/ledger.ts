import { sql } from 'kysely';
import type { ApplicationTarget } from '#domain/credits/entry-text';
import type { FeeShare } from '#domain/credits/fee-share';
import { monthOf } from '#domain/time';
import type { CreditUnit, Direction, EntryKind } from '#domain/words';
import type { Db } from '../connect.ts';
import { listFeeShares } from './fee-shares.ts';

/** An organisation sees its own rows; operators with the money role see all. */
export type LedgerScope = { readonly organizationId: string } | 'every-organization';

/** What a balance belongs to. */
export interface BalanceKey {
  readonly contractId: string;
  readonly direction: Direction;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  /** The window of a percentage, which is of that window's fee; balances of days and money know none. */
  readonly windowStart: number | null;
}

export interface Balance extends BalanceKey {
  readonly amount: number;
  /** `YYYY-MM` of the window, where there is one. */
  readonly month: string | null;
  /** Of percentages: what was granted of each service's own fee. */
  readonly shares: readonly FeeShare[];
}

export interface LedgerEntry extends Omit<BalanceKey, 'windowStart'> {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: EntryKind;
  readonly amount: number;
  readonly windowStart: number | null;
  readonly requestNo: number | null;
  readonly serviceNames: Readonly<Record<string, string>> | null;
  readonly counterparty: string;
  readonly at: number;
  readonly seq: number;
  readonly hash: string;
  /** Null once it was removed. */
  readonly actorName: string | null;
  readonly reason: string | null;
  readonly blankedAt: number | null;
  readonly appliedTo: ApplicationTarget | null;
  readonly invoiceDate: string | null;
  readonly invoiceMinor: number | null;
  readonly invoiceCurrency: string | null;
  readonly reference: string | null;
  readonly reversesId: string | null;
  readonly reversedById: string | null;
  /** In which the months of its contract are counted. */
  readonly zone: string;
}

/** The sum of all entries of one contract, direction, unit and currency, of percentages in one window; zero where there are none. */
export async function findBalance(
  db: Db,
  key: Omit<BalanceKey, 'windowStart'> & { readonly windowStart?: number | null },
): Promise<number> {
  const row = await db
    .selectFrom('creditEntry')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.lit(0)).as('amount'))
    .where('contractId', '=', key.contractId)
    .where('direction', '=', key.direction)
    .where('unit', '=', key.unit)
    .where('currency', key.currency === null ? 'is' : '=', key.currency)
    .$if(key.unit === 'percent', (query) =>
      query.where('windowStart', key.windowStart == null ? 'is' : '=', key.windowStart ?? null),
    )
    .executeTakeFirstOrThrow();
  return row.amount;
}

/** What a balance is kept by besides its unit. */
export const windowOfPercent = sql<number | null>`case when unit = 'percent' then window_start end`;
/** Every entry of a contract in the order of its ledger, as far as its balances need it. */
export function listBalanceEntries(db: Db, contractId: string) {
  return db
    .selectFrom('creditEntry')
    .select(['id', 'kind', 'unit', 'currency', 'amount', 'requestId', 'reversesId', windowOfPercent.as('windowStart')])
    .where('contractId', '=', contractId)
    .orderBy('seq')
    .execute();
}

/** Every balance in scope, zero ones included as long as there were entries. */
export async function listBalances(db: Db, scope: LedgerScope): Promise<Balance[]> {
  const rows = await db
    .selectFrom('creditEntry')
    .innerJoin('contract', 'contract.id', 'creditEntry.contractId')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .select(['contractId', 'creditEntry.direction', 'unit', 'creditEntry.currency', windowOfPercent.as('windowStart')])
    .select(['contract.zone', 'slaPolicy.terms'])
    .select((eb) => eb.fn.sum<number>('amount').as('amount'))
    .$if(scope !== 'every-organization', (query) => query.where('creditEntry.organizationId', '=', idOf(scope)))
    .groupBy(['contractId', 'creditEntry.direction', 'unit', 'creditEntry.currency', windowOfPercent])
    .groupBy(['contract.zone', 'slaPolicy.terms'])
    .orderBy('contractId')
    .orderBy('unit')
    .orderBy(windowOfPercent)
    .execute();
  const shares = rows.some(({ unit }) => unit === 'percent') ? await listFeeShares(db, scope) : [];
  const byWindow = Map.groupBy(shares, ({ contractId, windowStart }) => `${contractId}|${windowStart}`);
  return rows.map(({ zone, terms, ...row }) => ({
    ...row,
    month: row.windowStart === null ? null : monthOf(row.windowStart, zone ?? JSON.parse(terms).window.zone),
    shares: row.unit === 'percent' ? (byWindow.get(`${row.contractId}|${row.windowStart}`) ?? []) : [],
  }));
}

export interface TermExtension {
  readonly entryId: string;
  readonly at: number;
  readonly days: number;
}

/** The days that were added to the end of a contract's term and not taken back, in the order they were. */
export function listTermExtensions(db: Db, contractId: string): Promise<TermExtension[]> {
  return db
    .selectFrom('creditEntry as entry')
    .select(['entry.id as entryId', 'entry.at'])
    .select((eb) => eb.neg(eb.ref('entry.amount')).as('days'))
    .where('entry.contractId', '=', contractId)
    .where('entry.appliedTo', '=', 'term')
    .where('entry.kind', '=', 'application')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('creditEntry as reversal').select('reversal.id').whereRef('reversal.reversesId', '=', 'entry.id'),
        ),
      ),
    )
    .orderBy('entry.seq')
    .execute();
}

export interface EntryPage {
  readonly limit: number;
  readonly contractId?: string;
  readonly requestId?: string;
  /** Entries older than this one; ids grow with time. */
  readonly before?: { readonly at: number; readonly id: string };
}

/** Entries newest first. */
export async function listEntries(db: Db, scope: LedgerScope, page: EntryPage): Promise<LedgerEntry[]> {
  let query = db
    .selectFrom('creditEntry as entry')
    .innerJoin('contract', 'contract.id', 'entry.contractId')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .leftJoin('personalText as text', 'text.entryId', 'entry.id')
    .leftJoin('creditRequest as request', 'request.id', 'entry.requestId')
    .leftJoin('creditRequestItem as item', 'item.id', 'entry.itemId')
    .leftJoin('service', 'service.id', 'item.serviceId')
    .leftJoin('creditEntry as reversal', 'reversal.reversesId', 'entry.id')
    .select([
      'entry.id',
      'entry.contractId',
      'entry.organizationId',
      'entry.direction',
      'entry.unit',
      'entry.currency',
      'entry.kind',
      'entry.amount',
      'entry.windowStart',
      'entry.at',
      'entry.seq',
      'entry.hash',
      'entry.appliedTo',
      'entry.invoiceDate',
      'entry.invoiceMinor',
      'entry.invoiceCurrency',
      'text.name as actorName',
      'text.body as reason',
      'text.blankedAt',
      'entry.reference',
      'entry.reversesId',
      'reversal.id as reversedById',
      'request.no as requestNo',
      'service.names as serviceNames',
      'contract.counterparty',
      'contract.zone',
      'slaPolicy.terms',
    ])
    .orderBy('entry.at', 'desc')
    .orderBy('entry.id', 'desc')
    .limit(page.limit);
  if (scope !== 'every-organization') query = query.where('entry.organizationId', '=', scope.organizationId);
  const { contractId, requestId, before } = page;
  if (contractId !== undefined) query = query.where('entry.contractId', '=', contractId);
  if (requestId !== undefined) query = query.where('entry.requestId', '=', requestId);
  if (before) {
    query = query.where((eb) =>
      eb.or([eb('entry.at', '<', before.at), eb.and([eb('entry.at', '=', before.at), eb('entry.id', '<', before.id)])]),
    );
  }
  const rows = await query.execute();
  return rows.map(({ terms, zone, serviceNames, ...row }) => ({
    ...row,
    zone: zone ?? JSON.parse(terms).window.zone,
    serviceNames: serviceNames === null ? null : JSON.parse(serviceNames),
  }));
}

function idOf(scope: LedgerScope): string {
  return scope === 'every-organization' ? '' : scope.organizationId;
}
