import type { CommandContext } from './context.ts';

/** Tells the publisher that public pages and feeds are to be rendered anew; part of the transaction of the change. */
export async function markPublicChange(ctx: CommandContext): Promise<void> {
  await ctx.db
    .insertInto('counter')
    .values({ scope: 'public', version: 1 })
    .onConflict((conflict) =>
      conflict.column('scope').doUpdateSet((eb) => ({ version: eb('counter.version', '+', 1) })),
    )
    .execute();
}
