import { getClaimRules } from '#db/queries/claim-rules';
import { type CreditRequest, findCreditRequest, listHeldClaims } from '#db/queries/credit-requests';
import { type AssessedWindow, findContractWindow } from '#db/queries/credit-windows';
import { daysAfter } from '#domain/credits/claim-clock';
import { SETTLE_MS } from '#domain/credits/closed-window';
import { unitOfWindow } from '#domain/credits/window-unit';
import { isSameUnit } from '#domain/sla/credit-unit';
import { monthOf } from '#domain/time';
import { creditRefusals } from '#i18n/credits/refusals';
import { localText } from '#i18n/language';
import { stepSentence } from '#i18n/sla/messages';
import { type CommandContext, inTransaction } from './context.ts';
import { freezeAssessment } from './insert-credit-request.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { mailCreditAsked, mailCreditStep } from './mail-credit-claim.ts';
import { endRequestItems, moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';

export interface HeldRun {
  readonly limit: number;
  /** Told of a claim that could not be sent on; the others go on, and it is tried again. */
  readonly onFailure: (no: number, error: unknown) => void;
}

/** Sends on the claims whose window has closed and whose record has settled, with the figures of the whole window; returns their numbers. */
export async function settleHeldClaims(ctx: CommandContext, { limit, onFailure }: HeldRun): Promise<number[]> {
  const settled: number[] = [];
  for (const { no, contractId } of await listHeldClaims(ctx.db, { closedAt: ctx.now() - SETTLE_MS, limit })) {
    try {
      if (await settleHeld(ctx, { no, contractId })) settled.push(no);
    } catch (error) {
      onFailure(no, error);
    }
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
    const month = monthOf(request.windowStart, request.zone);
    const assessed = await findContractWindow(tx.db, 'every-organization', { contractId, month, now: tx.now() });
    const owed = assessed ? await takeFinalFigures(tx, request, assessed) : 0;
    const unit = assessed ? unitOfWindow(assessed).unit : request.unit;
    if (!assessed) await answerEnded(tx, request);
    else if (owed === 0) await answerNothing(tx, request, assessed);
    else await sendOn(tx, request, assessed);
    await writeAudit(tx, {
      action: 'settle-held-claim',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no, owed, unit },
    });
    return true;
  });
}

/** Writes what each service is owed for the whole window, and ends those that are owed nothing. */
async function takeFinalFigures(
  ctx: CommandContext,
  request: CreditRequest,
  assessed: AssessedWindow,
): Promise<number> {
  const { window } = assessed;
  const unit = unitOfWindow(assessed);
  if (!isSameUnit(unit, request)) {
    await ctx.db.updateTable('creditRequest').set(unit).where('id', '=', request.id).execute();
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
  const { appealDays } = await getClaimRules(ctx.db);
  const assessmentId = await freezeAssessment(ctx, assessed);
  const more = { assessmentId, appealUntil: daysAfter(ctx.now(), appealDays) };
  await declineHeld(ctx, { request, reason: whyNothing(request, assessed), more });
}

/** Where the contract was ended before the window there is nothing to claim under, nor to appeal. */
async function answerEnded(ctx: CommandContext, request: CreditRequest): Promise<void> {
  await endRequestItems(ctx, request.items);
  await declineHeld(ctx, { request, reason: creditRefusals(request.lang).contractEnded, more: {} });
}

async function declineHeld(
  ctx: CommandContext,
  input: {
    readonly request: CreditRequest;
    readonly reason: string;
    readonly more: { readonly assessmentId?: string; readonly appealUntil?: number };
  },
): Promise<void> {
  const { request, reason, more } = input;
  const now = ctx.now();
  const { kind, name } = ctx.actor;
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
      firstBy: ctx.actor.id ?? kind,
      firstByName: name,
      firstAt: now,
    })
    .execute();
  const answer = { decidedBy: kind, decidedByName: name, decidedAt: now, decisionReason: reason };
  const to = { stage: 'declined', ...answer, ...more } as const;
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
