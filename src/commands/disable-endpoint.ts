import type { CommandContext } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';
import { writeAudit } from './write-audit.ts';

export interface DisableEndpointInput {
  readonly subscriberId: string;
  readonly reason: 'gone' | 'failing';
  readonly since: number;
}

/** Switches off an endpoint that says it is gone or has only failed for days; part of the transaction that found out. */
export async function disableEndpoint(ctx: CommandContext, input: DisableEndpointInput): Promise<void> {
  const disabled = await ctx.db
    .updateTable('subscriber')
    .set({ disabledAt: ctx.now(), disabledReason: input.reason, holdUntil: null })
    .where('id', '=', input.subscriberId)
    .where('disabledAt', 'is', null)
    .returning(['address'])
    .executeTakeFirst();
  if (!disabled) return;
  await cancelDueDeliveries(ctx, input.subscriberId, 'The endpoint was switched off.');
  await writeAudit(ctx, {
    action: 'disable-endpoint',
    subjectKind: 'subscriber',
    subjectId: input.subscriberId,
    detail: { reason: input.reason },
  });
  const host = URL.canParse(disabled.address) ? new URL(disabled.address).host : disabled.address;
  await queueOperatorLetter(ctx, {
    role: 'incidents',
    letter: { kind: 'endpoint-disabled', path: '/console/deliveries', host, reason: input.reason, since: input.since },
  });
}

/** What was still to be sent to a subscriber will not be. */
export async function cancelDueDeliveries(ctx: CommandContext, subscriberId: string, why: string): Promise<void> {
  await ctx.db
    .updateTable('delivery')
    .set({ state: 'cancelled', lastError: why, leaseToken: null, leaseUntil: null })
    .where('subscriberId', '=', subscriberId)
    .where('state', '=', 'due')
    .execute();
}
