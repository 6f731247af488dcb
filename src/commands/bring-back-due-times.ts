import { MINUTE_MS } from '#domain/time';
import { type CommandContext, inTransaction } from './context.ts';

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
    const mended = await ctx.db
      .updateTable('healthCheck')
      .set({ nextDueAt: now, leaseToken: null, leaseUntil: null, leaseWorkerId: null })
      .where((eb) =>
        eb.or([
          eb('nextDueAt', '>', eb('intervalMs', '+', now + 1_000)),
          eb('leaseUntil', '>', eb(eb('intervalMs', '+', eb.ref('timeoutMs')), '+', now + MINUTE_MS)),
        ]),
      )
      .where('archivedAt', 'is', null)
      .returning('id')
      .execute();
    return mended.length;
  });
}
