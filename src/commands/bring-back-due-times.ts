import { lockRows } from '#db/row-locks';
import { MINUTE_MS } from '#domain/time';
import { type CommandContext, inTransaction } from './context.ts';

/** A statement takes a bounded number of parameters; the others follow in the next minute. */
const MOST_AT_ONCE = 20_000;

/**
 * Sets right what a clock wrote that was ahead and has been set back: due times further ahead than their interval, leases further
 * than can be, processes that would seem to live for long. Returns how many checks it concerned.
 */
export function bringBackDueTimes(ctx: CommandContext): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    await ctx.db
      .deleteFrom('pollWorker')
      .where('aliveUntil', '>', now + MINUTE_MS)
      .execute();
    const ahead = ctx.db
      .selectFrom('healthCheck')
      .select('id')
      .where((eb) =>
        eb.or([
          eb('nextDueAt', '>', eb('intervalMs', '+', now + 1_000)),
          eb('leaseUntil', '>', eb(eb('intervalMs', '+', eb.ref('timeoutMs')), '+', now + MINUTE_MS)),
        ]),
      )
      .where('archivedAt', 'is', null)
      .orderBy('no')
      .limit(MOST_AT_ONCE);
    // In their order, as everybody takes them: an update by itself takes them as they come.
    const mended = await lockRows(ctx.db, ahead).execute();
    if (mended.length === 0) return 0;
    await ctx.db
      .updateTable('healthCheck')
      .set({ nextDueAt: now, leaseToken: null, leaseUntil: null, leaseWorkerId: null })
      .where(
        'id',
        'in',
        mended.map(({ id }) => id),
      )
      .execute();
    return mended.length;
  });
}
