import type { CommandContext } from './context.ts';

/**
 * Counts one up and gives the new number. The row stays locked until the transaction ends, so that whoever counts the same scope
 * waits: order of numbers is order of commits, and a scope may serve as a lock.
 */
export async function bumpCounter(ctx: CommandContext, scope: string): Promise<number> {
  const row = await ctx.db
    .insertInto('counter')
    .values({ scope, version: 1 })
    .onConflict((conflict) =>
      conflict.column('scope').doUpdateSet((eb) => ({ version: eb('counter.version', '+', 1) })),
    )
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}
