import type { Selectable } from 'kysely';
import type { Db } from '../connect.ts';
import type { CreditDecisionTable } from '../schema/claims.ts';

export interface CreditDecisionRow extends Omit<Selectable<CreditDecisionTable>, 'amounts'> {
  /** By id of the item. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** Every decision on a claim in the order they were made; at most one is unconfirmed. */
export async function listCreditDecisions(db: Db, requestId: string): Promise<CreditDecisionRow[]> {
  const rows = await db
    .selectFrom('creditDecision')
    .selectAll()
    .where('requestId', '=', requestId)
    .orderBy('firstAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, amounts: JSON.parse(row.amounts) }));
}

/** What a window would get beside one claim or proposal, once the decisions that wait for a second operator are confirmed. */
export async function findUnconfirmedSum(
  db: Db,
  input: {
    readonly contractId: string;
    readonly windowStart: number;
    readonly exceptRequestId?: string;
    readonly exceptProposalId?: string;
  },
): Promise<number> {
  const { contractId, windowStart, exceptRequestId = '', exceptProposalId = '' } = input;
  const decisions = await db
    .selectFrom('creditDecision')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('sumAmount'), eb.lit(0)).as('amount'))
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .where('state', '=', 'unconfirmed')
    .where('requestId', '<>', exceptRequestId)
    .executeTakeFirstOrThrow();
  const topUps = await db
    .selectFrom('creditProposal')
    .select(['targetAmount', 'creditedAmount'])
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .where('stage', '=', 'open')
    .where('firstBy', 'is not', null)
    .where('id', '<>', exceptProposalId)
    .execute();
  return topUps.reduce((sum, one) => sum + one.targetAmount - one.creditedAmount, decisions.amount);
}
