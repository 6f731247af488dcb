import type { CommandContext } from './context.ts';

/** Ends every session a person has, in the transaction of the change that asks for it. */
export async function endSessions(ctx: CommandContext, userId: string): Promise<void> {
  const sessionsValidAfter = ctx.now();
  await ctx.db
    .insertInto('accountState')
    .values({ userId, sessionsValidAfter })
    .onConflict((conflict) => conflict.column('userId').doUpdateSet({ sessionsValidAfter }))
    .execute();
}
