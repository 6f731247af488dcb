import { ClosedAssessor } from '#commands/assess-closed';
import type { CommandContext } from '#commands/context';
import { type FreezeBatch, freezeWindows } from '#commands/freeze-windows';
import { planAssessments } from '#commands/plan-assessments';
import { reassessWindows } from '#commands/reassess-windows';
import { releaseLease, takeLease, type WorkLease } from '#commands/work-lease';
import { BatchReader } from '#db/queries/batch-evidence';
import { SECOND_MS } from '#domain/time';
import type { JobContext } from '../job.ts';

const BATCH = 500;
const LEASE_MS = 60 * SECOND_MS;
/** What is left over waits for the next tick. */
const BUDGET_MS = 40 * SECOND_MS;

/**
 * Keeps the assessments of closed windows: what changed is assessed again, contracts are planned, closed windows are frozen. One
 * process at a time works on it, so that a change always meets the windows frozen before it; where it stopped, the next goes on.
 */
export async function assessWindows({ ctx, log, signal }: Pick<JobContext, 'ctx' | 'log' | 'signal'>): Promise<void> {
  const lease: WorkLease = { name: 'assess-windows', token: ctx.newId(), forMs: LEASE_MS };
  if (!(await takeLease(ctx, lease))) return;
  const onFailure = (contractId: string, error: unknown): void =>
    log.error({ err: error, contractId }, 'a contract could not be assessed');
  const until = performance.now() + BUDGET_MS;
  const goesOn = (): boolean => !signal.aborted && performance.now() < until;
  try {
    // Each step has a reader of its own: what one shares between contracts must not outlive a change.
    const steps = [reassessWindows, planAssessments, freezeWindows];
    for (const step of steps) {
      let batch = newBatch(ctx, { lease, onFailure });
      while (goesOn() && (await step(ctx, batch))) {
        if (step === reassessWindows) batch = newBatch(ctx, { lease, onFailure });
      }
    }
  } finally {
    await releaseLease(ctx, lease);
  }
}

function newBatch(ctx: CommandContext, rest: Pick<FreezeBatch, 'lease' | 'onFailure'>): FreezeBatch {
  const reader = new BatchReader(ctx.db);
  return { ...rest, limit: BATCH, reader, assessor: new ClosedAssessor(reader, ctx.now()) };
}
