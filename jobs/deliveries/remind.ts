import { remindOfUpdate } from '#commands/remind-of-update';
import { listOverduePromises } from '#db/queries/promises';
import type { JobContext } from '../job.ts';

/** Reminds operators of updates that were promised for about now. */
export async function remindOfUpdates({ ctx, signal }: JobContext): Promise<void> {
  for (const promise of await listOverduePromises(ctx.db, ctx.now())) {
    if (signal.aborted) return;
    await remindOfUpdate(ctx, promise);
  }
}
