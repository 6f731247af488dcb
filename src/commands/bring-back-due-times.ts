import type { CommandContext } from './context.ts';

/** Makes checks due whose next time lies further ahead than their interval: the clock was set back. */
export async function bringBackDueTimes(ctx: CommandContext): Promise<void> {
  const now = ctx.now();
  await ctx.db
    .updateTable('healthCheck')
    .set({ nextDueAt: now, leaseToken: null, leaseUntil: null })
    .where((eb) => eb('nextDueAt', '>', eb('intervalMs', '+', now + 1_000)))
    .where('archivedAt', 'is', null)
    .execute();
}
