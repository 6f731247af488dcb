import type { ContractWindow } from '#domain/credits/assess-contract';
import { type CorrectedFee, type FeeHistory, feeHistoriesSince } from '#domain/credits/fee-history';
import { creditsIn } from '#domain/credits/second-bounds';
import type { Interval } from '#domain/interval';
import type { Credit } from '#domain/sla/assessment';
import type { UnitOfCredits } from '#domain/sla/credit-unit';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { listRevisions } from './assessments.ts';
import { type Contract, listContractChanges } from './contracts.ts';

/** What a contract was said to cost at any time since an instant, as it counts now first. */
export async function listFeeHistoriesSince(
  db: Db,
  { contract, zone }: { readonly contract: Contract; readonly zone: string },
  since: Instant,
): Promise<FeeHistory[]> {
  const corrected: CorrectedFee[] = await db
    .selectFrom('contractFeeBefore')
    .select(['feeMinor', 'currency', 'feePer', 'seats', 'billingPlan', 'at'])
    .where('contractId', '=', contract.id)
    .where('at', '>=', since)
    .orderBy('at')
    .execute();
  const changes = await listContractChanges(db, contract.id);
  return feeHistoriesSince(contract, { zone, services: contract.services.length, changes, corrected }, since);
}

/** What a window was said to owe: by each assessment there has been, and by those that claims were made on. */
export async function listEarlierCredits(db: Db, contractId: string, windowStart: Instant): Promise<Credit[]> {
  const revisions = await listRevisions(db, contractId, windowStart);
  const claimed = await db
    .selectFrom('slaAssessment')
    .select('result')
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .where('revision', 'is', null)
    .execute();
  const kept: ContractWindow[] = claimed.map(({ result }) => JSON.parse(result)).filter((one) => 'lines' in one);
  return [...revisions.map(({ window }) => window), ...kept].flatMap(creditsIn);
}

/** What the customer got, and would get, in the same time under contracts that were recorded since the window began, or beside one that was. */
export async function getSplitSums(
  db: Db,
  { contract, window, unit, currency }: UnitOfCredits & { readonly contract: Contract; readonly window: Interval },
): Promise<{ readonly granted: number; readonly unconfirmed: number }> {
  const others = db
    .selectFrom('contract')
    .select('id')
    .where('organizationId', '=', contract.organizationId)
    .where('direction', '=', contract.direction)
    .where('id', '<>', contract.id)
    .$if(contract.createdAt < window.startedAt, (query) => query.where('createdAt', '>=', window.startedAt));
  const from = window.startedAt - (window.endedAt - window.startedAt);
  const currencyIs = currency === null ? 'is' : '=';
  const granted = await db
    .selectFrom('creditWindow')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('grantedAmount'), eb.lit(0)).as('amount'))
    .where('contractId', 'in', others)
    .where('windowStart', '>', from)
    .where('windowStart', '<', window.endedAt)
    .where('unit', '=', unit)
    .where('currency', currencyIs, currency)
    .executeTakeFirstOrThrow();
  const unconfirmed = await db
    .selectFrom('creditDecision as decision')
    .innerJoin('creditRequest as request', 'request.id', 'decision.requestId')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('decision.sumAmount'), eb.lit(0)).as('amount'))
    .where('decision.contractId', 'in', others)
    .where('decision.windowStart', '>', from)
    .where('decision.windowStart', '<', window.endedAt)
    .where('decision.state', '=', 'unconfirmed')
    .where('request.unit', '=', unit)
    .where('request.currency', currencyIs, currency)
    .executeTakeFirstOrThrow();
  return { granted: Number(granted.amount), unconfirmed: Number(unconfirmed.amount) };
}
