import { listRevisions } from '#db/queries/assessments';
import { hasChangedTerms } from '#db/queries/contract-authors';
import type { CreditDecisionRow } from '#db/queries/credit-decisions';
import type { CreditRequest } from '#db/queries/credit-requests';
import { listCreditedServices } from '#db/queries/proposals';
import type { ContractWindow } from '#domain/credits/assess-contract';
import { mostToGrant } from '#domain/credits/most-to-grant';
import { checkCreditAmounts, getAssessed } from './check-credit-amounts.ts';
import { type ClaimInHand, takeClaim } from './claim-in-hand.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { mailSentBack } from './mail-credit-claim.ts';
import { settleCreditDecision } from './settle-credit-decision.ts';
import { writeAudit } from './write-audit.ts';

/** A second operator, never the first nor the one who asked, makes a decision above the set sum take effect. */
export async function confirmCreditDecision(ctx: CommandContext, input: { readonly no: number }): Promise<void> {
  requireOperator(ctx, 'money');
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeClaim(tx, { no: input.no, move: 'confirm', lang: 'en' });
    const decision = decisionIn(inHand);
    await refuseAuthor(tx, inHand.request, decision);
    await checkCreditAmounts(tx, { request: inHand.request, amounts: decision.amounts });
    await refuseOvertaken(tx, inHand.request, decision);
    await endDecision(tx, decision, { state: 'made', reason: null });
    await noteSecond(tx, inHand.request, { action: 'confirm-credit', reason: null });
    await settleCreditDecision(tx, { request: inHand.request, decision });
  });
}

/** Where nobody but the terms gave it, whoever changed them since the window began would be the only person to decide. */
async function refuseAuthor(
  ctx: CommandContext,
  request: CreditRequest,
  { firstBy }: CreditDecisionRow,
): Promise<void> {
  const actorId = ctx.actor.id;
  if (firstBy !== 'system' || actorId === null) return;
  const { contractId, windowStart: since } = request;
  if (!(await hasChangedTerms(ctx.db, { actorId, contractId, since }))) return;
  throw new DomainError('forbidden', 'You changed what this contract pays. Another operator has to confirm this.');
}

/** What the first operator gave may be more than is owed, but not because less is owed since he decided. */
async function refuseOvertaken(
  ctx: CommandContext,
  request: CreditRequest,
  decision: CreditDecisionRow,
): Promise<void> {
  const { frozen, window } = await getAssessed(ctx, request);
  if (frozen === null || frozen.frozenAt <= decision.firstAt) return;
  const revisions = await listRevisions(ctx.db, request.contractId, request.windowStart);
  const before = revisions.find(({ frozenAt }) => frozenAt <= decision.firstAt)?.window;
  const credited = await listCreditedServices(ctx.db, request);
  const owedIn = (one: ContractWindow, serviceId: string): number =>
    mostToGrant({ serviceId, askedAmount: 0, window: one, credited });
  for (const { id, serviceId } of request.items) {
    const owed = owedIn(window, serviceId);
    const hasFallen = before === undefined || owedIn(before, serviceId) > owed;
    if (hasFallen && (decision.amounts[id] ?? 0) > owed) throw new DomainError('conflict', OVERTAKEN, 'form');
  }
}

const OVERTAKEN =
  'The month was worked out again after the first decision, and less is owed by now. Send it back: the first operator decides again on the new figures.';

/** A second operator does not confirm: the claim stays in review, with his reason for the first. */
export async function sendBackCreditDecision(
  ctx: CommandContext,
  input: { readonly no: number; readonly reason: string },
): Promise<void> {
  requireOperator(ctx, 'money');
  const reason = input.reason.trim();
  if (reason === '') throw new DomainError('invalid', 'Say why this is sent back.', 'reason');
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeClaim(tx, { no: input.no, move: 'send-back', lang: 'en' });
    const decision = decisionIn(inHand);
    await endDecision(tx, decision, { state: 'refused', reason });
    await mailSentBack(tx, { request: inHand.request, firstBy: decision.firstBy, reason });
    await noteSecond(tx, inHand.request, { action: 'send-back-credit', reason });
  });
}

/** The first operator takes his own decision back before anybody confirmed it. */
export async function takeBackCreditDecision(ctx: CommandContext, input: { readonly no: number }): Promise<void> {
  requireOperator(ctx, 'money');
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeClaim(tx, { no: input.no, move: 'take-back', lang: 'en' });
    await dropUnconfirmed(tx, inHand);
    await noteSecond(tx, inHand.request, { action: 'take-back-credit', reason: null });
  });
}

/** Ends a decision that waits for a second operator, because the claim goes another way. */
export async function dropUnconfirmed(ctx: CommandContext, { request }: Pick<ClaimInHand, 'request'>): Promise<void> {
  await ctx.db
    .updateTable('creditDecision')
    .set({ state: 'dropped' })
    .where('requestId', '=', request.id)
    .where('state', '=', 'unconfirmed')
    .execute();
}

function decisionIn({ unconfirmed }: ClaimInHand): CreditDecisionRow {
  if (!unconfirmed) throw new Error('A claim with a decision to confirm has one.');
  return unconfirmed;
}

async function endDecision(
  ctx: CommandContext,
  decision: CreditDecisionRow,
  { state, reason }: { readonly state: 'made' | 'refused'; readonly reason: string | null },
): Promise<void> {
  const second = { secondBy: ctx.actor.id ?? ctx.actor.kind, secondByName: ctx.actor.name };
  await ctx.db
    .updateTable('creditDecision')
    .set({ ...second, state, secondAt: ctx.now(), secondReason: reason })
    .where('id', '=', decision.id)
    .where('state', '=', 'unconfirmed')
    .execute();
}

async function noteSecond(
  ctx: CommandContext,
  request: CreditRequest,
  { action, reason }: { readonly action: string; readonly reason: string | null },
): Promise<void> {
  await writeAudit(ctx, {
    action,
    subjectKind: 'credit-request',
    subjectId: request.id,
    organizationId: request.organizationId,
    detail: { no: request.no, ...(reason === null ? {} : { reason }) },
  });
}
