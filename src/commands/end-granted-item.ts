import type { CommandContext } from './context.ts';

/**
 * Ends the item of a grant that was taken back. Where more was asked or given for the same service beside it, that takes the
 * freed place: what still stands is not claimed a second time.
 */
export async function endGrantedItem(ctx: CommandContext, itemId: string): Promise<void> {
  const ended = await ctx.db
    .updateTable('creditRequestItem')
    .set({ endedAt: ctx.now() })
    .where('id', '=', itemId)
    .where('endedAt', 'is', null)
    .returning(['contractId', 'serviceId', 'windowStart', 'part'])
    .executeTakeFirst();
  if (ended?.part !== 1) return;
  const beside = await ctx.db
    .selectFrom('creditRequestItem')
    .select('id')
    .where('contractId', '=', ended.contractId)
    .where('serviceId', '=', ended.serviceId)
    .where('windowStart', '=', ended.windowStart)
    .where('endedAt', 'is', null)
    .orderBy('part')
    .executeTakeFirst();
  if (beside) await ctx.db.updateTable('creditRequestItem').set({ part: 1 }).where('id', '=', beside.id).execute();
}
