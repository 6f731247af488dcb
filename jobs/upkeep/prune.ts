import { pruneSamples } from '#commands/prune-samples';
import { pruneTicks } from '#commands/prune-ticks';
import { listCheckNumbers } from '#db/queries/checks';
import { DAY_MS, HOUR_MS } from '#domain/time';
import type { JobContext } from '../job.ts';

const STEP_ROWS = 2_000;

/** Deletes what is kept for a time only, in steps small enough for others to write in between. */
export async function prune({ ctx, config, signal }: JobContext): Promise<void> {
  await pruneTicks(ctx, { before: ctx.now() - HOUR_MS });
  const before = ctx.now() - config.sampleRetentionDays * DAY_MS;
  for (const checkNo of await listCheckNumbers(ctx.db)) {
    while (!signal.aborted && (await pruneSamples(ctx, { checkNo, before, limit: STEP_ROWS })));
  }
}
