import { lockRows } from '#db/row-locks';
import { bucketStart } from '#domain/rollups/rollup';
import { type CommandContext, inTransaction } from './context.ts';

export interface SamplesChange {
  readonly checkNo: number;
  /** The oldest sample that was written, changed or taken away. */
  readonly from: number;
}

/**
 * Makes the buckets of a check be rolled up again from there on; called in the transaction that changes its samples. What was
 * pruned stays as it was rolled up, unless a clock pruned it that was ahead: nothing can be pruned that has not happened.
 */
export function noteSamplesChanged(ctx: CommandContext, { checkNo, from }: SamplesChange): Promise<void> {
  return inTransaction(ctx, async ({ db, now: clock }) => {
    const now = clock();
    // Whoever rolls up holds the check as well: either it sees our samples, or we see how far it came.
    await lockRows(db, db.selectFrom('healthCheck').select('id').where('no', '=', checkNo)).execute();
    const until = bucketStart(from, 5);
    await db
      .updateTable('rollupMark')
      .set((eb) => {
        const isFinal = eb.and([eb('rawFrom', '>', until), eb('rawFrom', '<=', now)]);
        return {
          rolledUntil: eb.case().when(isFinal).then(eb.ref('rawFrom')).else(until).end(),
          rawFrom: eb.case().when('rawFrom', '>', now).then(until).else(eb.ref('rawFrom')).end(),
        };
      })
      .where('checkNo', '=', checkNo)
      .where('rolledUntil', '>', until)
      .execute();
  });
}

/** The same for samples that were just written: few are late, and only those are noted. */
export async function noteLateSamples(
  ctx: CommandContext,
  samples: readonly { readonly checkNo: number; readonly at: number }[],
): Promise<void> {
  if (samples.length === 0) return;
  const marks = await ctx.db
    .selectFrom('rollupMark')
    .select(['checkNo', 'rolledUntil'])
    .where(
      'checkNo',
      'in',
      samples.map(({ checkNo }) => checkNo),
    )
    .where('rolledUntil', '>', Math.min(...samples.map(({ at }) => at)))
    .execute();
  for (const { checkNo, rolledUntil } of marks) {
    const late = samples.filter((sample) => sample.checkNo === checkNo && sample.at < rolledUntil);
    if (late.length > 0) await noteSamplesChanged(ctx, { checkNo, from: Math.min(...late.map(({ at }) => at)) });
  }
}
