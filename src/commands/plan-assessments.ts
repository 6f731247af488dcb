import { listCurrentIn } from '#db/queries/assessments';
import type { BatchContract, BatchReader } from '#db/queries/batch-evidence';
import { SETTLE_MS } from '#domain/credits/closed-window';
import { firstWindow, type NamedWindow, nextWindow } from '#domain/credits/next-window';
import type { Instant } from '#domain/time';
import { type CommandContext, inTransaction } from './context.ts';
import { keepLease, type WorkLease } from './work-lease.ts';

export interface AssessmentBatch {
  readonly lease: WorkLease;
  readonly reader: BatchReader;
  readonly limit: number;
  /** Told of a contract whose terms cannot be worked out; the others go on. */
  readonly onFailure: (contractId: string, error: unknown) => void;
}

/** Looks for the first window to freeze of contracts that have no plan yet; returns how many were planned. */
export async function planAssessments(ctx: CommandContext, batch: AssessmentBatch): Promise<number> {
  const rows = await ctx.db
    .selectFrom('contract')
    .leftJoin('assessmentPlan as plan', 'plan.contractId', 'contract.id')
    .select('contract.id')
    .where('plan.contractId', 'is', null)
    .orderBy('contract.id')
    .limit(batch.limit)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  const contracts = await batch.reader.contracts(ids);
  const frozen = Map.groupBy(
    await listCurrentIn(ctx.db, ids, { startedAt: 0, endedAt: null }),
    (one) => one.contractId,
  );
  const plans = contracts.map((contract) => {
    const starts = new Set(frozen.get(contract.id)?.map(({ windowStart }) => windowStart));
    try {
      return planOf(contract, firstUnfrozen(contract, starts));
    } catch (error) {
      batch.onFailure(contract.id, error);
      // A change of the contract withdraws the plan.
      return planOf(contract, undefined);
    }
  });
  await inTransaction(ctx, async (tx) => {
    await keepLease(tx, batch.lease);
    await tx.db
      .insertInto('assessmentPlan')
      .values(plans)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
  return rows.length;
}

function firstUnfrozen(contract: BatchContract, frozen: ReadonlySet<Instant>): NamedWindow | undefined {
  let next: NamedWindow | undefined = firstWindow(contract.policy.terms.window, contract);
  while (next && frozen.has(next.window.startedAt)) next = windowAfter(contract, next);
  return next;
}

/** The window of the contract that follows another; undefined behind its end. */
export function windowAfter(contract: BatchContract, named: NamedWindow): NamedWindow | undefined {
  return nextWindow(contract.policy.terms.window, contract, named);
}

/** When a window is to be frozen, as a row. */
export function planOf(contract: BatchContract, next: NamedWindow | undefined) {
  return {
    contractId: contract.id,
    windowStart: next?.window.startedAt ?? null,
    dueAt: next ? next.window.endedAt + SETTLE_MS : null,
  };
}
