import { type CommandContext, inTransaction } from './context.ts';

/** Forgets a subscriber: address, secret and what was sent. */
export function deleteSubscription(ctx: CommandContext, input: { readonly subscriberId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { subscriberId } = input;
    await ctx.db
      .deleteFrom('deliveryAttempt')
      .where('deliveryId', 'in', (qb) =>
        qb.selectFrom('delivery').select('delivery.id').where('delivery.subscriberId', '=', subscriberId),
      )
      .execute();
    await ctx.db.deleteFrom('delivery').where('subscriberId', '=', subscriberId).execute();
    await ctx.db.deleteFrom('subscriber').where('id', '=', subscriberId).execute();
  });
}
