import type { CommandContext } from './context.ts';

/** The next number of a series (1, 2, 3 …); taken under a row lock, so that order of numbers is order of commits. */
export async function nextNumber(
  ctx: CommandContext,
  series: 'health-check' | 'notice' | 'ticket' | 'credit-request',
): Promise<number> {
  const row = await ctx.db
    .insertInto('counter')
    .values({ scope: `number:${series}`, version: 1 })
    .onConflict((conflict) =>
      conflict.column('scope').doUpdateSet((eb) => ({ version: eb('counter.version', '+', 1) })),
    )
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}
