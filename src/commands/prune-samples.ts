import type { CommandContext } from './context.ts';

export interface PruneSamplesInput {
  readonly checkNo: number;
  readonly before: number;
  /** Rows of one step: a writer waits no longer than these take. */
  readonly limit: number;
}

/** Deletes the oldest samples of a check, one step; true while there is more to delete. */
export async function pruneSamples(ctx: CommandContext, input: PruneSamplesInput): Promise<boolean> {
  const { checkNo, before, limit } = input;
  const next = await ctx.db
    .selectFrom('sample')
    .select('at')
    .where('checkNo', '=', checkNo)
    .where('at', '<', before)
    .orderBy('at')
    .offset(limit)
    .limit(1)
    .executeTakeFirst();
  await ctx.db
    .deleteFrom('sample')
    .where('checkNo', '=', checkNo)
    .where('at', '<', next?.at ?? before)
    .execute();
  return next !== undefined;
}
