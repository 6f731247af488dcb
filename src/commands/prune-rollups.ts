import type { RollupMinutes } from '#domain/rollups/rollup';
import type { CommandContext } from './context.ts';

export interface PruneRollupsInput {
  readonly checkNo: number;
  /** Days are kept for ever. */
  readonly minutes: Exclude<RollupMinutes, 1_440>;
  readonly before: number;
  /** Rows of one step: a writer waits no longer than these take. */
  readonly limit: number;
}

/** Deletes the oldest buckets of a check whose samples are gone already, one step; true while there is more to delete. */
export async function pruneRollups({ db }: CommandContext, input: PruneRollupsInput): Promise<boolean> {
  const { checkNo, minutes, limit } = input;
  const mark = await db.selectFrom('rollupMark').select('rawFrom').where('checkNo', '=', checkNo).executeTakeFirst();
  const before = Math.min(input.before, mark?.rawFrom ?? 0);
  const next = await db
    .selectFrom('sampleRollup')
    .select('startedAt')
    .where('checkNo', '=', checkNo)
    .where('minutes', '=', minutes)
    .where('startedAt', '<', before)
    .orderBy('startedAt')
    .offset(limit)
    .limit(1)
    .executeTakeFirst();
  await db
    .deleteFrom('sampleRollup')
    .where('checkNo', '=', checkNo)
    .where('minutes', '=', minutes)
    .where('startedAt', '<', next?.startedAt ?? before)
    .execute();
  return next !== undefined;
}
