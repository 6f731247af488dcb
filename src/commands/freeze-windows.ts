import type { BatchContract } from '#db/queries/batch-evidence';
import { listWaitingWindows } from '#db/queries/credit-queue';
import { type NamedWindow, windowStarting } from '#domain/credits/next-window';
import { policyInForce } from '#domain/credits/policy-in-force';
import { unitOfCredits } from '#domain/sla/credit-unit';
import { HOUR_MS, type Instant } from '#domain/time';
import type { ClosedAssessor } from './assess-closed.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { type AssessmentBatch, planOf, windowAfter } from './plan-assessments.ts';
import { tellUnitChange } from './tell-unit-change.ts';
import { keepLease } from './work-lease.ts';
import { type NewAssessment, writeAssessments } from './write-assessments.ts';

export interface FreezeBatch extends AssessmentBatch {
  readonly assessor: ClosedAssessor;
}

interface FrozenWindow extends NewAssessment {
  readonly contract: BatchContract;
}

/** Freezes the windows that have closed, a batch of them; returns how many were due. The plan of each contract is the cursor. */
export async function freezeWindows(ctx: CommandContext, batch: FreezeBatch): Promise<number> {
  const due = await listDue(ctx, batch.limit);
  if (due.size === 0) return 0;
  const assessments: FrozenWindow[] = [];
  const plans: ReturnType<typeof planOf>[] = [];
  for (const contract of await batch.reader.contracts([...due.keys()])) {
    const startedAt = due.get(contract.id) ?? null;
    try {
      const { plan, frozen } = await freezeWindow(ctx, batch.assessor, { contract, startedAt });
      plans.push(plan);
      assessments.push(...frozen);
    } catch (error) {
      batch.onFailure(contract.id, error);
      plans.push({ contractId: contract.id, windowStart: startedAt, dueAt: ctx.now() + HOUR_MS });
    }
  }
  await inTransaction(ctx, async (tx) => {
    await keepLease(tx, batch.lease);
    await writeAssessments(tx, assessments);
    await movePlans(tx, plans);
    await tellUnits(tx, assessments);
  });
  return due.size;
}

/** A claim may have been made before the window was frozen, in a unit that its terms did not come to pay in. */
async function tellUnits(ctx: CommandContext, frozen: readonly FrozenWindow[]): Promise<void> {
  const claimed = await listWaitingWindows(
    ctx.db,
    frozen.map(({ contractId }) => contractId),
  );
  for (const { contract, window, body } of frozen) {
    const { startedAt } = window;
    if (!claimed.some((one) => one.contractId === contract.id && one.windowStart === startedAt)) continue;
    const unit = unitOfCredits(policyInForce(contract, window).terms, body.window.assessment.fee);
    await tellUnitChange(ctx, { contract, windowStart: startedAt, unit });
  }
}

/** What is to be kept of the planned window of a contract once it has closed, and what is due next. */
async function freezeWindow(
  ctx: CommandContext,
  assessor: ClosedAssessor,
  { contract, startedAt }: { readonly contract: BatchContract; readonly startedAt: Instant | null },
): Promise<{ readonly plan: ReturnType<typeof planOf>; readonly frozen: readonly FrozenWindow[] }> {
  const named = windowToFreeze(contract, startedAt);
  if (!named || named.window.endedAt > ctx.now()) return { plan: planOf(contract, named), frozen: [] };
  const body = await assessor.assess(contract, named);
  const { id: contractId, policyId } = contract;
  const cause = { kind: 'window-closed' } as const;
  return {
    plan: planOf(contract, windowAfter(contract, named)),
    frozen: [{ contract, contractId, policyId, window: named.window, revision: 1, cause, body }],
  };
}

/** The window that was planned; none behind the end of the contract, which may have come to end earlier. */
function windowToFreeze(contract: BatchContract, startedAt: Instant | null): NamedWindow | undefined {
  if (startedAt === null || (contract.endsAt !== null && startedAt >= contract.endsAt)) return undefined;
  return windowStarting(contract.policy.terms.window, startedAt, contract.zone);
}

/** The window of each contract that is due, by its start. */
async function listDue(ctx: CommandContext, limit: number): Promise<Map<string, Instant | null>> {
  const rows = await ctx.db
    .selectFrom('assessmentPlan')
    .select(['contractId', 'windowStart'])
    .where('dueAt', '<=', ctx.now())
    .orderBy('dueAt')
    .orderBy('contractId')
    .limit(limit)
    .execute();
  return new Map(rows.map(({ contractId, windowStart }) => [contractId, windowStart]));
}

/** A plan that was withdrawn meanwhile is not brought back: its contract changed and is looked at anew. */
async function movePlans(ctx: CommandContext, plans: readonly ReturnType<typeof planOf>[]): Promise<void> {
  for (const same of Map.groupBy(plans, ({ windowStart, dueAt }) => `${windowStart}|${dueAt}`).values()) {
    const [plan] = same;
    if (!plan) continue;
    await ctx.db
      .updateTable('assessmentPlan')
      .set({ windowStart: plan.windowStart, dueAt: plan.dueAt })
      .where(
        'contractId',
        'in',
        same.map(({ contractId }) => contractId),
      )
      .execute();
  }
}
