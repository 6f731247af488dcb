import { getClaimRules } from '#db/queries/claim-rules';
import { findCreditRequest } from '#db/queries/credit-requests';
import type { AssessedWindow } from '#db/queries/credit-windows';
import { daysAfter } from '#domain/credits/claim-clock';
import { unitOfWindow } from '#domain/credits/window-unit';
import type { CreditOrigin } from '#domain/words';
import type { CreditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError } from './context.ts';
import { handOverDraft } from './hand-over-draft.ts';
import { mailCreditAsked, mailCreditStep } from './mail-credit-claim.ts';
import { nextNumber } from './next-number.ts';
import type { ClaimItem, CreditClaim } from './request-credit.ts';
import { writeAudit } from './write-audit.ts';

export interface CheckedClaim {
  readonly assessed: AssessedWindow;
  readonly items: readonly ClaimItem[];
  readonly claim: CreditClaim;
  readonly ticketId: string | null;
  readonly words: CreditRefusals;
  /** Who began it; the customer unless said otherwise. */
  readonly origin?: CreditOrigin;
}

/** Writes a checked claim with the arithmetic frozen beside it; part of the transaction that checked it. */
export async function insertCreditRequest(
  ctx: CommandContext,
  checked: CheckedClaim,
): Promise<{ id: string; no: number }> {
  const { assessed, items, claim, ticketId, origin = 'asked' } = checked;
  const { window } = assessed.window.assessment;
  const id = ctx.newId();
  const now = ctx.now();
  const no = await nextNumber(ctx, 'credit-request');
  await ctx.db
    .insertInto('creditRequest')
    .values({
      id,
      no,
      organizationId: assessed.contract.organizationId,
      contractId: assessed.contract.id,
      windowStart: window.startedAt,
      windowEnd: window.endedAt,
      ticketId,
      assessmentId: await freezeAssessment(ctx, assessed),
      ...(await beginning(ctx, checked)),
      note: claim.note.trim(),
      affectedUsers: claim.affectedUsers ?? null,
      origin,
      // Nobody asked for what we offer: the operator who offers it may decide on it, by the arithmetic alone.
      askedBy: origin === 'asked' ? (ctx.actor.id ?? ctx.actor.kind) : origin,
      askedByName: ctx.actor.name,
      askedAt: now,
      ...unitOfWindow(assessed),
      direction: assessed.contract.direction,

      lang: claim.lang,
      lapsesAt: earliest(items.map(({ state }) => state.time?.lapsesAt ?? null)),
      firstLapsesAt: earliest(items.map(({ state }) => state.time?.firstLapsesAt ?? null)),
      updatedAt: now,
    })
    .execute();
  await insertItems(ctx, { ...checked, requestId: id });
  await handOverDraft(ctx, { requestId: id, contractId: assessed.contract.id, windowStart: window.startedAt });
  await writeAudit(ctx, {
    action: origin === 'asked' ? 'request-credit' : 'offer-credit',
    subjectKind: 'credit-request',
    subjectId: id,
    organizationId: assessed.contract.organizationId,
    detail: { no, contractId: assessed.contract.id, month: claim.month, services: claim.serviceIds },
  });
  if (origin === 'asked') await tell(ctx, { no, month: claim.month });
  return { id, no };
}

/** A claim against us is held while its window is open; the clock to decide runs from the day it goes on. */
async function beginning(ctx: CommandContext, { assessed, items }: CheckedClaim) {
  const now = ctx.now();
  const { contract, policy, window } = assessed;
  if (contract.direction === 'owed-to-us') {
    const sendBy = earliest(items.map(({ state }) => state.time?.firstLapsesAt ?? null));
    return { stage: 'submitted' as const, submittedAt: now, dueAt: sendBy };
  }
  if (now < window.assessment.window.endedAt) return { stage: 'held' as const, submittedAt: null, dueAt: null };
  const days = policy.terms.claim.decideWithinDays ?? (await getClaimRules(ctx.db)).decideDays;
  return { stage: 'submitted' as const, submittedAt: now, dueAt: daysAfter(now, days) };
}

/** Claims against a provider are ours: nobody here is asked to decide on them, and nobody decides on a held one yet. */
async function tell(ctx: CommandContext, { no, month }: { no: number; month: string }): Promise<void> {
  const request = await findCreditRequest(ctx.db, 'every-organization', no);
  if (request?.direction !== 'we-owe') return;
  if (request.stage !== 'held') await mailCreditAsked(ctx, { request, month });
  await mailCreditStep(ctx, { request, step: 'received', body: '' });
}

/** Keeps the arithmetic as it is now beside the claim. */
export async function freezeAssessment(
  ctx: CommandContext,
  { contract, evidence, window }: AssessedWindow,
): Promise<string> {
  const id = ctx.newId();
  const now = ctx.now();
  await ctx.db
    .insertInto('slaAssessment')
    .values({
      id,
      contractId: contract.id,
      windowStart: window.assessment.window.startedAt,
      windowEnd: window.assessment.window.endedAt,
      policyId: contract.policyId,
      computedAt: now,
      frozenAt: now,
      evidence: JSON.stringify(evidence),
      result: JSON.stringify(window),
    })
    .execute();
  return id;
}

/** Writes what is asked for; the unique index of live items decides between claims that arrive at the same moment. */
export async function insertItems(
  ctx: CommandContext,
  checked: Pick<CheckedClaim, 'assessed' | 'items' | 'words'> & { readonly requestId: string },
): Promise<void> {
  const { assessed, items, requestId, words } = checked;
  const written = await ctx.db
    .insertInto('creditRequestItem')
    .values(
      items.map(({ serviceId, state }) => ({
        id: ctx.newId(),
        requestId,
        contractId: assessed.contract.id,
        serviceId,
        windowStart: assessed.window.assessment.window.startedAt,
        askedAmount: state.credit.amount,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['contractId', 'serviceId', 'windowStart', 'part']).where('endedAt', 'is', null).doNothing(),
    )
    .returning('id')
    .execute();
  if (written.length < items.length) throw new DomainError('conflict', words.askedJustNow);
}

function earliest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}
