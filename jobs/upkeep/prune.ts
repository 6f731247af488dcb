import { setImmediate as letOthersRun } from 'node:timers/promises';
import { pruneRollups } from '#commands/prune-rollups';
import { pruneSamples } from '#commands/prune-samples';
import { pruneTicks } from '#commands/prune-ticks';
import { listChecksWithRollups, listChecksWithSamples } from '#db/queries/rollups';
import { bucketStart } from '#domain/rollups/rollup';
import { DAY_MS, HOUR_MS } from '#domain/time';
import type { JobContext } from '../job.ts';

const STEP_ROWS = 2_000;

/** Deletes what is kept for a time only, in steps small enough for others to write in between. */
export async function prune({ ctx, config, signal }: Pick<JobContext, 'ctx' | 'config' | 'signal'>): Promise<void> {
  await pruneTicks(ctx, { before: ctx.now() - HOUR_MS });
  const endOf = (days: number): number => bucketStart(ctx.now() - days * DAY_MS, 1_440);
  const steps = async (step: () => Promise<boolean>): Promise<void> => {
    while (!signal.aborted && (await step())) await letOthersRun();
  };
  const before = endOf(config.sampleRetentionDays);
  for (const checkNo of await listChecksWithSamples(ctx.db, before)) {
    await steps(() => pruneSamples(ctx, { checkNo, before, limit: STEP_ROWS }));
  }
  for (const [minutes, days] of [
    [5, config.fiveMinuteRetentionDays],
    [60, config.hourRetentionDays],
  ] as const) {
    const span = { minutes, before: endOf(days) };
    for (const checkNo of await listChecksWithRollups(ctx.db, span)) {
      await steps(() => pruneRollups(ctx, { checkNo, ...span, limit: STEP_ROWS }));
    }
  }
}
