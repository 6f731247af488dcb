import { DAY_MS } from '#domain/time';
import { type CommandContext, inTransaction } from './context.ts';

export interface PruneInput {
  readonly before: number;
  readonly limit: number;
}

/** Deletes finished deliveries and their attempts; what is due or kept stays however old it is. Resolves to how many went. */
export function pruneDeliveriesBefore(ctx: CommandContext, input: PruneInput): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const old = await ctx.db
      .selectFrom('delivery')
      .select('id')
      .where('createdAt', '<', input.before)
      .where('state', 'in', ['sent', 'failed', 'cancelled'])
      .orderBy('createdAt')
      .limit(input.limit)
      .execute();
    const ids = old.map((row) => row.id);
    if (ids.length > 0) {
      await ctx.db.deleteFrom('deliveryAttempt').where('deliveryId', 'in', ids).execute();
      await ctx.db.deleteFrom('delivery').where('id', 'in', ids).execute();
    }
    await ctx.db
      .deleteFrom('throttle')
      .where('windowStart', '<', ctx.now() - 2 * DAY_MS)
      .execute();
    await deleteUnconfirmed(ctx, input.before);
    return ids.length;
  });
}

/** An address whose owner never answered is forgotten. */
async function deleteUnconfirmed(ctx: CommandContext, before: number): Promise<void> {
  await ctx.db
    .deleteFrom('subscriber')
    .where('confirmedAt', 'is', null)
    .where('createdAt', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('delivery').select('delivery.id').whereRef('delivery.subscriberId', '=', 'subscriber.id'))),
    )
    .execute();
}
