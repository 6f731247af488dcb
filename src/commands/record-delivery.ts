import { lockRows } from '#db/row-locks';
import type { Outcome } from '#domain/delivery-outcome';
import { judgeEndpoint, type NextStep, planNextAttempt } from '#domain/delivery-schedule';
import { type CommandContext, inTransaction } from './context.ts';
import { disableEndpoint } from './disable-endpoint.ts';

export interface RecordDeliveryInput {
  readonly deliveryId: string;
  readonly leaseToken: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly maxAttempts: number;
  /** From 0 to 1, by chance: spreads retries. */
  readonly chance: number;
}

/** Notes how an attempt ended and what comes next; refused (false) when another process holds the delivery by now. */
export function recordDelivery(ctx: CommandContext, input: RecordDeliveryInput): Promise<boolean> {
  const { outcome } = input;
  if (outcome.kind === 'interrupted') return giveBack(ctx, input);
  return inTransaction(ctx, async (ctx) => {
    await lockSubscriberOf(ctx, input.deliveryId);
    const held = await ctx.db
      .updateTable('delivery')
      .set({ leaseToken: null, leaseUntil: null })
      .where('id', '=', input.deliveryId)
      .where('leaseToken', '=', input.leaseToken)
      .where('state', '=', 'due')
      .returning(['id', 'attemptCount', 'subscriberId', 'channel', 'message'])
      .executeTakeFirst();
    if (!held) return false;
    const end = { ...input, outcome, attemptCount: held.attemptCount, now: ctx.now() };
    await applyStep(ctx, { ...held, outcome, step: planNextAttempt(end) });
    await insertAttempt(ctx, { ...input, outcome, no: held.attemptCount });
    if (held.subscriberId !== null) await noteHealth(ctx, held.subscriberId, outcome);
    return true;
  });
}

/** Before the delivery, as whoever pauses a subscription and then cancels its deliveries does. */
async function lockSubscriberOf(ctx: CommandContext, deliveryId: string): Promise<void> {
  const ids = ctx.db.selectFrom('delivery').select('subscriberId').where('id', '=', deliveryId);
  await lockRows(ctx.db, ctx.db.selectFrom('subscriber').select('id').where('id', 'in', ids)).execute();
}

async function giveBack(ctx: CommandContext, input: RecordDeliveryInput): Promise<boolean> {
  const row = await ctx.db
    .updateTable('delivery')
    .set((eb) => ({ leaseToken: null, leaseUntil: null, attemptCount: eb('attemptCount', '-', 1) }))
    .where('id', '=', input.deliveryId)
    .where('leaseToken', '=', input.leaseToken)
    .where('state', '=', 'due')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

type Ended = Exclude<Outcome, { kind: 'interrupted' }>;

interface Step {
  readonly id: string;
  readonly channel: 'webhook' | 'mail';
  readonly message: string;
  readonly outcome: Ended;
  readonly step: NextStep;
}

async function applyStep(ctx: CommandContext, { id, channel, message, outcome, step }: Step): Promise<void> {
  await ctx.db
    .updateTable('delivery')
    .set({
      state: step.state,
      lastError: outcome.kind === 'sent' ? null : outcome.detail,
      ...(step.state === 'due' ? { dueAt: step.dueAt } : {}),
      ...(step.state === 'sent' ? { sentAt: ctx.now() } : {}),
      ...(step.state === 'sent' && channel === 'mail' ? { message: withoutSecrets(message) } : {}),
    })
    .where('id', '=', id)
    .execute();
}

/** A link that signs someone in is not kept once it has reached its addressee. */
function withoutSecrets(message: string): string {
  const mail: { readonly confidential?: boolean } = JSON.parse(message);
  return mail.confidential ? JSON.stringify({ ...mail, text: '', html: null }) : message;
}

async function insertAttempt(
  ctx: CommandContext,
  attempt: RecordDeliveryInput & { readonly outcome: Ended; readonly no: number },
): Promise<void> {
  const { outcome } = attempt;
  await ctx.db
    .insertInto('deliveryAttempt')
    .values({
      deliveryId: attempt.deliveryId,
      no: attempt.no,
      at: ctx.now(),
      outcome: outcome.kind,
      httpStatus: outcome.httpStatus,
      durationMs: attempt.durationMs,
      detail: outcome.detail,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function noteHealth(ctx: CommandContext, subscriberId: string, outcome: Ended): Promise<void> {
  const subscriber = await ctx.db
    .selectFrom('subscriber')
    .select(['firstFailureAt', 'disabledAt'])
    .where('id', '=', subscriberId)
    .executeTakeFirst();
  if (!subscriber) return;
  const health = judgeEndpoint(subscriber.firstFailureAt, { outcome, now: ctx.now() });
  await ctx.db
    .updateTable('subscriber')
    .set({ firstFailureAt: health.firstFailureAt, holdUntil: health.holdUntil })
    .where('id', '=', subscriberId)
    .execute();
  if (health.disabledReason && subscriber.disabledAt === null) {
    await disableEndpoint(ctx, {
      subscriberId,
      reason: health.disabledReason,
      since: health.firstFailureAt ?? ctx.now(),
    });
  }
}
