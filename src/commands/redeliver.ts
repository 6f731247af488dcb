import { HOUR_MS } from '#domain/time';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { takeTurn } from './take-turn.ts';

const MOST_PER_HOUR = 100;

export interface RedeliverInput {
  readonly deliveryId: string;
  /** Whose delivery it has to be. */
  readonly subscriberId: string;
}

/** Sends a finished event once more, under the id it had; so many an hour that nobody makes us a flood of an address. */
export function redeliver(ctx: CommandContext, input: RedeliverInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const key = `redeliver:${input.subscriberId}`;
    if (!(await takeTurn(ctx, { key, limit: MOST_PER_HOUR, windowMs: HOUR_MS }))) {
      throw new DomainError('conflict', 'A hundred events were sent again within the hour. Please wait a little.');
    }
    await makeDue(ctx, input);
  });
}

async function makeDue(ctx: CommandContext, input: RedeliverInput): Promise<void> {
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
