import type { CreditAnswer } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';
import { checkCreditAmounts } from './check-credit-amounts.ts';
import { type ClaimInHand, takeClaim } from './claim-in-hand.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { findSecondBound } from './find-second-bound.ts';
import { mailUnconfirmed } from './mail-credit-claim.ts';
import { moveCreditRequest } from './move-credit-request.ts';
import { settleCreditDecision } from './settle-credit-decision.ts';
import { writeAudit } from './write-audit.ts';

export interface CreditDecision {
  readonly no: number;
  readonly decision: CreditAnswer;
  /** What is given for each item, in the unit of the claim; left out ones get nothing. */
  readonly amounts: Readonly<Record<string, number>>;
  /** Read by the admin. */
  readonly reason: string;
}

/** `unconfirmed`: the sum needs a second operator, and nothing is granted before he confirms. */
export type DecisionOutcome = 'made' | 'unconfirmed';

/** Answers a claim against us, once; above the set sum the answer waits for a second operator. */
export async function decideCreditRequest(ctx: CommandContext, input: CreditDecision): Promise<DecisionOutcome> {
  requireOperator(ctx, 'money');
  const reason = input.reason.trim();
  if (reason === '') throw new DomainError('invalid', 'Give the reason; the admin will read it.', 'reason');
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeClaim(tx, { no: input.no, move: input.decision, lang: 'en' });
    const decision = await insertDecision(tx, inHand, { ...input, reason });
    if (decision.secondAbove !== null) {
      await leaveToSecond(tx, inHand, decision);
      return 'unconfirmed';
    }
    await settleCreditDecision(tx, { ...inHand, decision });
    return 'made';
  });
}

interface InsertedDecision {
  readonly id: string;
  readonly answer: CreditAnswer;
  readonly round: number;
  readonly amounts: Readonly<Record<string, number>>;
  readonly sumAmount: number;
  readonly reason: string;
  readonly firstBy: string;
  readonly firstByName: string;
  readonly secondAbove: number | null;
}

async function insertDecision(
  ctx: CommandContext,
  inHand: ClaimInHand,
  { decision: answer, reason, amounts: typed }: CreditDecision,
): Promise<InsertedDecision> {
  const { request } = inHand;
  const wishes = answer === 'approve' ? await checkCreditAmounts(ctx, { request, amounts: typed }) : [];
  const amounts = Object.fromEntries(wishes.map(({ itemId, amount }) => [itemId, amount]));
  const sumAmount = wishes.reduce((sum, { amount }) => sum + amount, 0);
  const secondAbove = answer === 'approve' ? await secondAboveOf(ctx, inHand, sumAmount) : null;
  const row = {
    id: ctx.newId(),
    answer,
    round: request.appealedAt === null ? 1 : 2,
    sumAmount,
    reason,
    firstBy: ctx.actor.id ?? ctx.actor.kind,
    firstByName: ctx.actor.name,
    secondAbove,
  };
  await ctx.db
    .insertInto('creditDecision')
    .values({
      ...row,
      requestId: request.id,
      contractId: request.contractId,
      windowStart: request.windowStart,
      state: secondAbove === null ? 'made' : 'unconfirmed',
      amounts: JSON.stringify(amounts),
      firstAt: ctx.now(),
    })
    .execute();
  return { ...row, amounts };
}

function secondAboveOf(ctx: CommandContext, { request, decisions }: ClaimInHand, sum: number): Promise<number | null> {
  const earlier = decisions.map(({ secondAbove }) => secondAbove);
  return findSecondBound(ctx, { ...request, sum, earlier, except: { exceptRequestId: request.id } });
}

async function leaveToSecond(ctx: CommandContext, { request }: ClaimInHand, decision: InsertedDecision): Promise<void> {
  await moveCreditRequest(ctx, { request, to: { stage: 'in-review' }, words: creditRefusals('en') });
  await mailUnconfirmed(ctx, { request, sum: decision.sumAmount, reason: decision.reason });
  await writeAudit(ctx, {
    action: 'propose-credit',
    subjectKind: 'credit-request',
    subjectId: request.id,
    organizationId: request.organizationId,
    detail: {
      no: request.no,
      unit: request.unit,
      amounts: decision.amounts,
      secondAbove: decision.secondAbove,
      reason: decision.reason,
    },
  });
}
