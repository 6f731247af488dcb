import { getClaimRules } from '#db/queries/claim-rules';
import { type CreditRequest, findCreditRequest, listHeldClaims } from '#db/queries/credit-requests';
import type { AssessedWindow } from '#db/queries/credit-windows';
import { daysAfter } from '#domain/credits/claim-clock';
import { unitOfCredits } from '#domain/sla/credit-unit';
import { monthOf } from '#domain/time';
import { creditRefusals } from '#i18n/credits/refusals';
import { localText } from '#i18n/language';
import { stepSentence } from '#i18n/sla/messages';
import { getAssessed } from './check-credit-amounts.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { freezeAssessment } from './insert-credit-request.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { mailCreditAsked, mailCreditStep } from './mail-credit-claim.ts';
import { endRequestItems, moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';

/** Sends on the claims whose window has closed, with the figures of the whole window; returns their numbers. */
export async function settleHeldClaims(ctx: CommandContext, input: { readonly limit: number }): Promise<number[]> {
  const settled: number[] = [];
  for (const { no, contractId } of await listHeldClaims(ctx.db, { closedAt: ctx.now(), limit: input.limit })) {
    if (await settleHeld(ctx, { no, contractId })) settled.push(no);
  }
  return settled;
}

function settleHeld(
  ctx: CommandContext,
  { no, contractId }: { readonly no: number; readonly contractId: string },
): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    await lockCreditLedger(tx, contractId);
    const request = await findCreditRequest(tx.db, 'every-organization', no);
    if (request?.stage !== 'held') return false;
    const assessed = await getAssessed(tx, request);
    const owed = await takeFinalFigures(tx, request, assessed);
    if (owed === 0) await answerNothing(tx, request, assessed);
    else await sendOn(tx, request, assessed);
    await writeAudit(tx, {
      action: 'settle-held-claim',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no, owed, unit: request.unit },
    });
    return true;
  });
}

/** Writes what each service is owed for the whole window, and ends those that are owed nothing. */
async function takeFinalFigures(
  ctx: CommandContext,
  request: CreditRequest,
  { window, policy }: AssessedWindow,
): Promise<number> {
  const { unit } = unitOfCredits(policy.terms);
  if (unit !== request.unit) {
    await ctx.db.updateTable('creditRequest').set({ unit }).where('id', '=', request.id).execute();
  }
  let sum = 0;
  for (const { id, serviceId } of request.items) {
    const line = window.lines.find((one) => one.serviceId === serviceId)?.line;
    const amount = !line || line.verdict === 'not-owed' ? 0 : (line.credit?.amount ?? 0);
    sum += amount;
    if (amount === 0) await endRequestItems(ctx, [{ id }]);
    else {
      await ctx.db.updateTable('creditRequestItem').set({ askedAmount: amount }).where('id', '=', id).execute();
    }
  }
  return sum;
}

async function sendOn(ctx: CommandContext, { no }: CreditRequest, assessed: AssessedWindow): Promise<void> {
  const request = await findCreditRequest(ctx.db, 'every-organization', no);
  if (!request) return;
  const now = ctx.now();
  const days = assessed.policy.terms.claim.decideWithinDays ?? (await getClaimRules(ctx.db)).decideDays;
  const assessmentId = await freezeAssessment(ctx, assessed);
  const to = { stage: 'submitted', submittedAt: now, dueAt: daysAfter(now, days), assessmentId } as const;
  await moveCreditRequest(ctx, { request, to, words: creditRefusals('en') });
  await mailCreditAsked(ctx, { request, month: monthOf(request.windowStart, request.zone) });
  await mailCreditStep(ctx, { request, step: 'went-on', body: '' });
}

/** Answers by the arithmetic; the answer can be appealed like any other. */
async function answerNothing(ctx: CommandContext, request: CreditRequest, assessed: AssessedWindow): Promise<void> {
  const now = ctx.now();
  const reason = whyNothing(request, assessed);
  const { appealDays } = await getClaimRules(ctx.db);
  const assessmentId = await freezeAssessment(ctx, assessed);
  await ctx.db
    .insertInto('creditDecision')
    .values({
      id: ctx.newId(),
      requestId: request.id,
      contractId: request.contractId,
      windowStart: request.windowStart,
      round: 1,
      state: 'made',
      answer: 'decline',
      amounts: '{}',
      sumAmount: 0,
      reason,
      firstBy: ctx.actor.id ?? ctx.actor.kind,
      firstByName: ctx.actor.name,
      firstAt: now,
    })
    .execute();
  const answer = { decidedBy: ctx.actor.kind, decidedByName: ctx.actor.name, decidedAt: now, decisionReason: reason };
  const to = { stage: 'declined', ...answer, appealUntil: daysAfter(now, appealDays), assessmentId } as const;
  await moveCreditRequest(ctx, { request, to, words: creditRefusals('en') });
  await mailCreditStep(ctx, { request, step: 'nothing-owed', body: reason });
}

function whyNothing({ items, lang }: CreditRequest, { window }: AssessedWindow): string {
  const sentences = items.map(({ serviceId, names }) => {
    const line = window.lines.find((one) => one.serviceId === serviceId)?.line;
    const steps = (line?.explanation ?? []).map((step) => stepSentence(step, lang)).join(' ');
    return `${localText(names, lang).text}: ${steps}`;
  });
  return [creditRefusals(lang).nothingAfterAll, ...sentences].join('\n').slice(0, 5_000);
}
