import type { ClaimedDelivery } from '#db/queries/due-deliveries';
import type { NoticeKind, SubscriptionEvent } from '#domain/notices';
import type { Instant } from '#domain/time';
import { type OwnEvent, printEvent } from '#domain/webhook-event';
import type { SecretBox } from '#lib/secret-box';
import type { WebhookMessage } from '../channels/webhook.ts';

export interface ComposedWebhook {
  readonly message: WebhookMessage;
  /** Set when this is the confirmation round: what the endpoint has to send back. */
  readonly challenge: string | undefined;
  /** Set when this is about the subscription itself and not a notice. */
  readonly ownEvent: SubscriptionEvent | undefined;
}

/** Puts a claimed delivery together as it goes over the wire, signed with every secret that is valid now. */
export function composeWebhook(delivery: ClaimedDelivery, box: SecretBox, now: Instant): ComposedWebhook {
  const own = delivery.noticeKind === null ? readOwnEvent(delivery, box) : undefined;
  return {
    message: {
      id: delivery.id,
      url: delivery.address,
      body: printEvent(own ?? readNotice(delivery)),
      secrets: validSecrets(delivery, box, now),
      at: now,
    },
    challenge: own?.type === 'subscription.confirm' ? JSON.parse(own.dataJson).challenge : undefined,
    ownEvent: own?.type,
  };
}

function readOwnEvent(delivery: ClaimedDelivery, box: SecretBox) {
  const { type, at, sealedData }: OwnEvent = JSON.parse(delivery.message);
  return { type, at, dataJson: box.open(sealedData) };
}

function readNotice({ noticeKind, noticeAt, noticePayload }: ClaimedDelivery) {
  // The kind was checked when the notice was written.
  return { type: noticeKind as NoticeKind, at: noticeAt ?? 0, dataJson: noticePayload ?? '{}' };
}

function validSecrets(delivery: ClaimedDelivery, box: SecretBox, now: Instant): string[] {
  const { secret, previousSecret, previousSecretUntil } = delivery;
  const old = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now;
  return [secret, old ? previousSecret : null].filter((sealed) => sealed !== null).map((sealed) => box.open(sealed));
}
