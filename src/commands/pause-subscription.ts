import { type CommandContext, inTransaction } from './context.ts';
import { cancelDueDeliveries } from './disable-endpoint.ts';

/** Stops sending to a subscriber until it is resumed; what happens meanwhile is not sent later. */
export function pauseSubscription(ctx: CommandContext, input: { readonly subscriberId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await ctx.db
      .updateTable('subscriber')
      .set({ disabledAt: ctx.now(), disabledReason: 'paused' })
      .where('id', '=', input.subscriberId)
      .where('disabledAt', 'is', null)
      .execute();
    await cancelDueDeliveries(ctx, input.subscriberId, 'The subscription was paused.');
  });
}

/** Sends to a subscriber again, whoever switched it off. */
export async function resumeSubscription(ctx: CommandContext, input: { readonly subscriberId: string }): Promise<void> {
  await ctx.db
    .updateTable('subscriber')
    .set({ disabledAt: null, disabledReason: null, firstFailureAt: null, holdUntil: null })
    .where('id', '=', input.subscriberId)
    .where('disabledAt', 'is not', null)
    .execute();
}
