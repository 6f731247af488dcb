import { MINUTE_MS } from '#domain/time';
import type { CommandContext } from './context.ts';

/** Takes a second-factor code for good; false when this person used the same one a moment ago. */
export async function claimCode(
  ctx: CommandContext,
  { userId, code }: { readonly userId: string; readonly code: string },
): Promise<boolean> {
  await ctx.db
    .deleteFrom('usedCode')
    .where('usedAt', '<', ctx.now() - 10 * MINUTE_MS)
    .execute();
  const claimed = await ctx.db
    .insertInto('usedCode')
    .values({ userId, code, usedAt: ctx.now() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('code')
    .executeTakeFirst();
  return claimed !== undefined;
}
