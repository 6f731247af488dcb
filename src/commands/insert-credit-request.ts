import { findCreditRequest } from '#db/queries/credit-requests';
import type { AssessedWindow } from '#db/queries/credit-windows';
import { unitOfCredits } from '#domain/sla/credit-unit';
import type { CreditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError } from './context.ts';
import { mailCreditAsked } from './mail-credit-claim.ts';
import { nextNumber } from './next-number.ts';
import type { ClaimItem, CreditClaim } from './request-credit.ts';
import { writeAudit } from './write-audit.ts';

export interface CheckedClaim {
  readonly assessed: AssessedWindow;
  readonly items: readonly ClaimItem[];
  readonly claim: CreditClaim;
  readonly ticketId: string | null;
  readonly words: CreditRefusals;
}

/** Writes a checked claim with the arithmetic frozen beside it; part of the transaction that checked it. */
export async function insertCreditRequest(
  ctx: CommandContext,
  checked: CheckedClaim,
): Promise<{ id: string; no: number }> {
  const { assessed, items, claim, ticketId } = checked;
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
      stage: 'submitted',
      note: claim.note.trim(),
      askedBy: ctx.actor.id ?? ctx.actor.kind,
      askedByName: ctx.actor.name,
      askedAt: now,
      unit: unitOfCredits(assessed.policy.terms).unit,
      submittedAt: now,
      direction: assessed.contract.direction,

      lang: claim.lang,
      lapsesAt: earliest(items.map(({ state }) => state.time?.lapsesAt ?? null)),
      updatedAt: now,
    })
    .execute();
  await insertItems(ctx, { ...checked, requestId: id });
  await writeAudit(ctx, {
    action: 'request-credit',
    subjectKind: 'credit-request',
    subjectId: id,
    organizationId: assessed.contract.organizationId,
    detail: { no, contractId: assessed.contract.id, month: claim.month, services: claim.serviceIds },
  });
  await tellOperators(ctx, { no, month: claim.month });
  return { id, no };
}

/** Claims against a provider are ours: nobody here is asked to decide on them. */
async function tellOperators(ctx: CommandContext, { no, month }: { no: number; month: string }): Promise<void> {
  const request = await findCreditRequest(ctx.db, 'every-organization', no);
  if (request?.direction === 'we-owe') await mailCreditAsked(ctx, { request, month });
}

async function freezeAssessment(ctx: CommandContext, { contract, evidence, window }: AssessedWindow): Promise<string> {
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

/** The unique index of live items decides between claims that arrive at the same moment. */
async function insertItems(ctx: CommandContext, checked: CheckedClaim & { readonly requestId: string }): Promise<void> {
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
