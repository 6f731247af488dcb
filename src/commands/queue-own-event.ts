import type { SubscriptionEvent } from '#domain/notices';
import type { OwnEvent } from '#domain/webhook-event';
import type { SecretBox } from '#lib/secret-box';
import type { CommandContext } from './context.ts';

export interface OwnEventInput {
  readonly subscriberId: string;
  readonly address: string;
  readonly type: SubscriptionEvent;
  readonly data: Readonly<Record<string, unknown>>;
  readonly box: SecretBox;
}

/** Writes an event about a subscription itself into the delivery table. */
export async function queueOwnEvent(ctx: CommandContext, input: OwnEventInput): Promise<string> {
  const id = ctx.newId();
  const now = ctx.now();
  const message: OwnEvent = { type: input.type, at: now, sealedData: input.box.seal(JSON.stringify(input.data)) };
  await ctx.db
    .insertInto('delivery')
    .values({
      id,
      subscriberId: input.subscriberId,
      channel: 'webhook',
      address: input.address,
      message: JSON.stringify(message),
      state: 'due',
      dueAt: now,
      attemptCount: 0,
      createdAt: now,
    })
    .execute();
  return id;
}
