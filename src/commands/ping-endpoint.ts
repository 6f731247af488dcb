import { HOUR_MS } from '#domain/time';
import type { SecretBox } from '#lib/secret-box';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { queueOwnEvent } from './queue-own-event.ts';
import { takeTurn } from './take-turn.ts';

/** Sends a confirmed endpoint a test event. */
export function pingEndpoint(
  ctx: CommandContext,
  input: { readonly subscriberId: string; readonly box: SecretBox },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { subscriberId, box } = input;
    const row = await ctx.db
      .selectFrom('subscriber')
      .select('address')
      .where('id', '=', subscriberId)
      .where('confirmedAt', 'is not', null)
      .where('disabledAt', 'is', null)
      .executeTakeFirst();
    if (!row) throw new DomainError('closed', 'Nothing is sent to this address now.');
    if (!(await takeTurn(ctx, { key: `ping:${subscriberId}`, limit: 20, windowMs: HOUR_MS }))) {
      throw new DomainError('conflict', 'That were twenty test events in an hour. Please wait a little.');
    }
    const data = { message: 'This is a test event. Nothing has happened.' };
    await queueOwnEvent(ctx, { subscriberId, address: row.address, type: 'subscription.ping', box, data });
  });
}
