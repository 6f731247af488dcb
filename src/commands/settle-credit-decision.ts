import { getClaimRules } from '#db/queries/claim-rules';
import type { CreditRequest } from '#db/queries/credit-requests';
import { daysAfter } from '#domain/credits/claim-clock';
import { monthOf } from '#domain/time';
import type { CreditAnswer } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';
import { capBesideOthers } from './cap-beside-others.ts';
import { findAssessed, getAssessed, undecidedItems } from './check-credit-amounts.ts';
import { type CommandContext, DomainError } from './context.ts';
import { mailCreditAnswer } from './mail-credit-claim.ts';
import { endRequestItems, moveCreditRequest } from './move-credit-request.ts';
import { noteAppliedCredits } from './note-applied-credits.ts';
import { writeAudit } from './write-audit.ts';
import { writeGrants } from './write-grants.ts';

export interface SettledDecision {
  readonly request: CreditRequest;
  readonly decision: {
    readonly answer: CreditAnswer;
    readonly amounts: Readonly<Record<string, number>>;
    readonly reason: string;
    readonly firstBy: string;
    readonly firstByName: string;
  };
}

const words = creditRefusals('en');

/** Makes a decision take effect: answer, grants cut to what the cap leaves, clocks and letters in one transaction. */
export async function settleCreditDecision(ctx: CommandContext, settled: SettledDecision): Promise<void> {
  const { request, decision } = settled;
  const before = request.items.reduce((sum, { creditedAmount }) => sum + creditedAmount, 0);
  const granted = decision.answer === 'approve' ? await grant(ctx, settled) : 0;
  if (decision.answer === 'decline') await endRequestItems(ctx, undecidedItems(request));
  const to = { ...(await answerOf(ctx, { ...settled, credited: before + granted })) };
  await moveCreditRequest(ctx, { request, to, words });
  await noteAppliedCredits(ctx, request.contractId);
  const month = monthOf(request.windowStart, request.zone);
  await mailCreditAnswer(ctx, { request, month, granted, reason: decision.reason });
  await writeAudit(ctx, {
    action: decision.answer === 'approve' ? 'grant-credit' : 'decline-credit',
    subjectKind: 'credit-request',
    subjectId: request.id,
    organizationId: request.organizationId,
    detail: {
      no: request.no,
      granted,
      unit: request.unit,
      amounts: decision.amounts,
      reason: decision.reason,
      first: decision.firstByName,
      appeal: request.appealedAt !== null,
    },
  });
}

/** Where the answer leaves the claim: a declined appeal does not undo what was granted before it. */
async function answerOf(ctx: CommandContext, input: SettledDecision & { readonly credited: number }) {
  const { request, decision, credited } = input;
  const now = ctx.now();
  const rules = await getClaimRules(ctx.db);
  const asked = request.items.filter(({ part }) => part === 1).reduce((sum, item) => sum + item.askedAmount, 0);
  // A contract that was ended before the window has no terms for it any more; its claims are still to be declined.
  const assessed = await findAssessed(ctx, request);
  const applyDays = assessed?.policy.terms.claim.applyWithinDays ?? rules.applyDays;
  return {
    stage: credited > 0 ? ('approved' as const) : ('declined' as const),
    decidedBy: decision.firstBy,
    decidedByName: decision.firstByName,
    decidedAt: now,
    decisionReason: decision.reason,
    grantedAmount: credited > 0 ? credited : null,
    dueAt: credited > 0 ? daysAfter(now, applyDays) : null,
    dueLeftMs: null,
    appealUntil: request.appealedAt === null && credited < asked ? daysAfter(now, rules.appealDays) : null,
  };
}

async function grant(ctx: CommandContext, { request, decision }: SettledDecision): Promise<number> {
  const assessed = await getAssessed(ctx, request);
  const wishes = undecidedItems(request).map(({ id }) => ({ itemId: id, amount: decision.amounts[id] ?? 0 }));
  const plan = await writeGrants(ctx, {
    request,
    wishes,
    cap: await capBesideOthers(ctx, assessed),
    reason: decision.reason,
  });
  const granted = plan.reduce((sum, item) => sum + item.granted, 0);
  if (granted === 0) {
    throw new DomainError(
      'conflict',
      'The cap for this month is used up by earlier credits. Decline with that reason.',
    );
  }
  // What got nothing, by the decider's word or by the cap, can be asked for again.
  await endRequestItems(
    ctx,
    plan.filter((item) => item.granted === 0).map(({ itemId }) => ({ id: itemId })),
  );
  return granted;
}
