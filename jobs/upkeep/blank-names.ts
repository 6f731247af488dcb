import { blankClaimText } from '#commands/blank-claim-text';
import { blankExclusions } from '#commands/blank-exclusions';
import { blankPersonalText } from '#commands/blank-personal-text';
import { getNameRetentionDays } from '#db/queries/name-retention';
import { retentionEnd } from '#domain/name-retention';
import type { JobContext } from '../job.ts';

const STEP_ROWS = 500;

/** Removes names and free text that were kept long enough, in steps small enough for others to write in between. */
export async function blankNames({ ctx, log, signal }: JobContext): Promise<void> {
  const before = retentionEnd(ctx.now(), await getNameRetentionDays(ctx.db));
  let removed = 0;
  for (let step = 1; step > 0 && !signal.aborted; removed += step) {
    step = await blankPersonalText(ctx, { before, limit: STEP_ROWS });
    step += await blankClaimText(ctx, { before, limit: STEP_ROWS });
    step += await blankExclusions(ctx, { before, limit: STEP_ROWS });
  }
  if (removed > 0) log.info({ removed }, 'names removed from ledger, audit log, claims and exclusions');
}
