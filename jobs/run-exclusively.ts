import type { Db } from '#db/connect';
import type { Instant } from '#domain/time';

/** Claims a tick for this process; false when another process (or an earlier run) has it already. */
export async function claimTick(db: Db, jobName: string, firedAt: Instant, now: Instant): Promise<boolean> {
  const claimed = await db
    .insertInto('tick')
    .values({ key: `${jobName}@${Math.floor(firedAt / 1_000)}`, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  return claimed !== undefined;
}
