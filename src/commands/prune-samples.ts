import { lockRows } from '#db/row-locks';
import { bucketStart } from '#domain/rollups/rollup';
import { type CommandContext, inTransaction } from './context.ts';

export interface PruneSamplesInput {
  readonly checkNo: number;
  readonly before: number;
  /** Rows of one step: a writer waits no longer than these take. */
  readonly limit: number;
}

/**
 * Deletes the oldest samples of a check, one step; true while there is more to delete. Only days that are rolled up in whole go,
 * and what is rolled up of them is final from then on.
 */
export function pruneSamples(ctx: CommandContext, input: PruneSamplesInput): Promise<boolean> {
  return inTransaction(ctx, async ({ db }) => {
    const { checkNo, limit } = input;
    await lockRows(db, db.selectFrom('healthCheck').select('id').where('no', '=', checkNo)).execute();
    const mark = await db.selectFrom('rollupMark').selectAll().where('checkNo', '=', checkNo).executeTakeFirst();
    if (!mark) return false;
    const before = bucketStart(Math.min(input.before, mark.rolledUntil), 1_440);
    if (mark.rawFrom < before) {
      await db.updateTable('rollupMark').set({ rawFrom: before }).where('checkNo', '=', checkNo).execute();
    }
    const next = await db
      .selectFrom('sample')
      .select('at')
      .where('checkNo', '=', checkNo)
      .where('at', '<', before)
      .orderBy('at')
      .offset(limit)
      .limit(1)
      .executeTakeFirst();
    await db
      .deleteFrom('sample')
      .where('checkNo', '=', checkNo)
      .where('at', '<', next?.at ?? before)
      .execute();
    await db
      .deleteFrom('placeSample')
      .where('checkNo', '=', checkNo)
      .where('placeNo', 'in', (eb) => eb.selectFrom('place').select('no'))
      .where('at', '<', next?.at ?? before)
      .execute();
    return next !== undefined;
  });
}
