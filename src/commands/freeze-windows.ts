import type { BatchContract } from '#db/queries/batch-evidence';
import { type NamedWindow, windowStarting } from '#domain/credits/next-window';
import { HOUR_MS, type Instant } from '#domain/time';
import type { AssessedBody, ClosedAssessor } from './assess-closed.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { type AssessmentBatch, planOf, windowAfter } from './plan-assessments.ts';
import { keepLease } from './work-lease.ts';
import { type NewAssessment, writeAssessments } from './write-assessments.ts';

export interface FreezeBatch extends AssessmentBatch {
  readonly assessor: ClosedAssessor;
  /** Told of a contract whose terms cannot be worked out; the others go on. */
  readonly onFailure: (contractId: string, error: unknown) => void;
}

/** Freezes the windows that have closed, a batch of them; returns how many were due. The plan of each contract is the cursor. */
export async function freezeWindows(ctx: CommandContext, batch: FreezeBatch): Promise<number> {
  const due = await listDue(ctx, batch.limit);
  if (due.size === 0) return 0;
  const assessments: NewAssessment[] = [];
  const plans: ReturnType<typeof planOf>[] = [];
  for (const contract of await batch.reader.contracts([...due.keys()])) {
    const named = windowToFreeze(contract, due.get(contract.id) ?? null);
    if (!named || named.window.endedAt > ctx.now()) {
      plans.push(planOf(contract, named));
      continue;
    }
    const body = await assessOrTell(batch, contract, named);
    plans.push(body ? planOf(contract, windowAfter(contract, named)) : laterOf(contract, named, ctx.now()));
    if (!body) continue;
    const { id: contractId, policyId } = contract;
    const cause = { kind: 'window-closed' } as const;
    assessments.push({ contractId, policyId, window: named.window, revision: 1, cause, body });
  }
  await inTransaction(ctx, async (tx) => {
    await keepLease(tx, batch.lease);
    await writeAssessments(tx, assessments);
    await movePlans(tx, plans);
  });
  return due.size;
}

/** The window that was planned; none behind the end of the contract, which may have come to end earlier. */
function windowToFreeze(contract: BatchContract, startedAt: Instant | null): NamedWindow | undefined {
  if (startedAt === null || (contract.endsAt !== null && startedAt >= contract.endsAt)) return undefined;
  return windowStarting(contract.policy.terms.window, startedAt, contract.zone);
}

/** The stored form of an assessment; undefined where the contract cannot be worked out. */
async function assessOrTell(
  { assessor, onFailure }: FreezeBatch,
  contract: BatchContract,
  named: NamedWindow,
): Promise<AssessedBody | undefined> {
  try {
    return await assessor.assess(contract, named);
  } catch (error) {
    onFailure(contract.id, error);
    return undefined;
  }
}

function laterOf(contract: BatchContract, named: NamedWindow, now: Instant): ReturnType<typeof planOf> {
  return { ...planOf(contract, named), dueAt: now + HOUR_MS };
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
