import { pruneDeliveriesBefore } from '#commands/prune-deliveries';
import { DAY_MS } from '#domain/time';
import type { JobContext } from '../job.ts';

const KEPT_DAYS = 30;
const BATCH = 1_000;

/** Deletes what was delivered, or given up, a month ago, in short transactions. */
export async function pruneDeliveries({ ctx, signal }: JobContext): Promise<void> {
  const before = ctx.now() - KEPT_DAYS * DAY_MS;
  for (let pruned = BATCH; pruned === BATCH && !signal.aborted; ) {
    pruned = await pruneDeliveriesBefore(ctx, { before, limit: BATCH });
  }
}
