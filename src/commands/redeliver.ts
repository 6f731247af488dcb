import { type CommandContext, DomainError } from './context.ts';

export interface RedeliverInput {
  readonly deliveryId: string;
  /** Whose delivery it has to be. */
  readonly subscriberId: string;
}

/** Sends a finished event once more, under the id it had. */
export async function redeliver(ctx: CommandContext, input: RedeliverInput): Promise<void> {
  const row = await ctx.db
    .updateTable('delivery')
    .set({ state: 'due', dueAt: ctx.now(), leaseToken: null, leaseUntil: null })
    .where('id', '=', input.deliveryId)
    .where('subscriberId', '=', input.subscriberId)
    .where('noticeId', 'is not', null)
    .where('state', 'in', ['sent', 'failed', 'cancelled'])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('subscriber')
          .select('subscriber.id')
          .where('subscriber.id', '=', input.subscriberId)
          .where('subscriber.disabledAt', 'is', null),
      ),
    )
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new DomainError('closed', 'This event cannot be sent again now.');
}
