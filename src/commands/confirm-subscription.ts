import { hashToken } from '#lib/token';
import type { CommandContext } from './context.ts';

/** Confirms the subscription a challenge belongs to; false when there is none, or its time is over. */
export async function confirmSubscription(ctx: CommandContext, input: { readonly token: string }): Promise<boolean> {
  const now = ctx.now();
  const confirmTokenHash = hashToken(input.token);
  const confirmed = await ctx.db
    .updateTable('subscriber')
    .set({ confirmedAt: now })
    .where('confirmTokenHash', '=', confirmTokenHash)
    .where('confirmedAt', 'is', null)
    .where('confirmUntil', '>', now)
    .returning('id')
    .executeTakeFirst();
  if (confirmed) return true;
  const already = await ctx.db
    .selectFrom('subscriber')
    .select('id')
    .where('confirmTokenHash', '=', confirmTokenHash)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst();
  return already !== undefined;
}
