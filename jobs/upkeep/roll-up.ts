import { setImmediate as letOthersRun } from 'node:timers/promises';
import { rollUpSamples } from '#commands/roll-up-samples';
import { listUnrolledChecks } from '#db/queries/rollups';
import { bucketStart } from '#domain/rollups/rollup';
import { MINUTE_MS } from '#domain/time';
import type { JobContext } from '../job.ts';

/** Checks of one transaction. */
const STEP_CHECKS = 25;
/** Answers on their way are waited for; what comes later still is rolled up again. */
const SETTLE_MS = MINUTE_MS;

/** Rolls up the buckets that have ended, in transactions small enough for others to write in between. */
export async function rollUpDue({ ctx, signal }: Pick<JobContext, 'ctx' | 'signal'>): Promise<void> {
  const until = bucketStart(ctx.now() - SETTLE_MS, 5);
  while (!signal.aborted) {
    const checkNos = await listUnrolledChecks(ctx.db, until);
    if (checkNos.length === 0) return;
    for (let from = 0; from < checkNos.length && !signal.aborted; from += STEP_CHECKS) {
      await rollUpSamples(ctx, { checkNos: checkNos.slice(from, from + STEP_CHECKS), until });
      await letOthersRun();
    }
  }
}
