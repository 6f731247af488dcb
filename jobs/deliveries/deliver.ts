import { confirmSubscription } from '#commands/confirm-subscription';
import type { CommandContext } from '#commands/context';
import { recordDelivery } from '#commands/record-delivery';
import type { ClaimedDelivery } from '#db/queries/due-deliveries';
import type { Channel, Outcome } from '#domain/delivery-outcome';
import { MAX_ATTEMPTS } from '#domain/delivery-schedule';
import { echoesChallenge } from '#domain/webhook-event';
import type { Log } from '#lib/log';
import type { SecretBox } from '#lib/secret-box';
import type { MailMessage } from '../channels/mail.ts';
import type { WebhookMessage } from '../channels/webhook.ts';
import { composeWebhook } from './compose-webhook.ts';

export interface Sender {
  readonly ctx: CommandContext;
  readonly webhooks: Channel<WebhookMessage>;
  /** Undefined while no SMTP server is set. */
  readonly mails: Channel<MailMessage> | undefined;
  readonly box: SecretBox;
  readonly log: Log;
  /** From 0 to 1, by chance. */
  readonly chance: () => number;
  /** Aborted when the process stops: nothing new is begun. */
  readonly stopping: AbortSignal;
  /** Aborted a moment later: what is under way is cut, and sent again by the next process. */
  readonly cut: AbortSignal;
}

interface Attempt {
  readonly delivery: ClaimedDelivery;
  readonly leaseToken: string;
  readonly deadlineMs: number;
}

interface Tried {
  readonly outcome: Outcome;
  readonly maxAttempts: number;
}

/** A test ping fails at once, a confirmation is tried for half an hour, everything else for three days. */
const OWN_EVENT_ATTEMPTS = { 'subscription.ping': 1, 'subscription.confirm': 4 };

/** Sends one claimed delivery and notes how it ended. */
export async function deliver(sender: Sender, attempt: Attempt): Promise<void> {
  const startedAt = performance.now();
  const tried = await tryToSend(sender, attempt);
  const accepted = await recordDelivery(sender.ctx, {
    deliveryId: attempt.delivery.id,
    leaseToken: attempt.leaseToken,
    outcome: tried.outcome,
    maxAttempts: tried.maxAttempts,
    durationMs: Math.round(performance.now() - startedAt),
    chance: sender.chance(),
  });
  if (!accepted) sender.log.warn({ delivery: attempt.delivery.id }, 'lease lost before the end could be noted');
}

async function tryToSend(sender: Sender, attempt: Attempt): Promise<Tried> {
  if (sender.stopping.aborted) return { outcome: { kind: 'interrupted' }, maxAttempts: MAX_ATTEMPTS };
  const signal = AbortSignal.any([AbortSignal.timeout(attempt.deadlineMs), sender.cut]);
  const send = attempt.delivery.channel === 'mail' ? sendMail : sendWebhook;
  const tried = await send(sender, attempt.delivery, signal).catch(
    (error: unknown): Tried => ({ outcome: notReadable(sender, attempt, error), maxAttempts: MAX_ATTEMPTS }),
  );
  const wasCut = sender.cut.aborted && tried.outcome.kind === 'failed';
  return wasCut ? { ...tried, outcome: { kind: 'interrupted' } } : tried;
}

async function sendMail({ mails }: Sender, delivery: ClaimedDelivery, signal: AbortSignal): Promise<Tried> {
  if (!mails) return { outcome: { kind: 'interrupted' }, maxAttempts: MAX_ATTEMPTS };
  const { subject, text, html, thread } = JSON.parse(delivery.message);
  const outcome = await mails.send({ id: delivery.id, to: delivery.address, subject, text, html, thread }, signal);
  return { outcome, maxAttempts: MAX_ATTEMPTS };
}

async function sendWebhook(sender: Sender, delivery: ClaimedDelivery, signal: AbortSignal): Promise<Tried> {
  const { message, ownEvent, challenge } = composeWebhook(delivery, sender.box, sender.ctx.now());
  const outcome = await sender.webhooks.send(message, signal);
  if (challenge && outcome.kind === 'sent' && echoesChallenge(outcome.answer ?? '', challenge)) {
    await confirmSubscription(sender.ctx, { token: challenge });
  }
  return { outcome, maxAttempts: ownEvent ? OWN_EVENT_ATTEMPTS[ownEvent] : MAX_ATTEMPTS };
}

/** A message this process cannot put together, such as one sealed under another server secret. */
function notReadable(sender: Sender, { delivery }: Attempt, error: unknown): Outcome {
  sender.log.error({ err: error, delivery: delivery.id }, 'delivery could not be put together');
  return { kind: 'failed', httpStatus: null, detail: 'The message could not be put together on our side.' };
}
