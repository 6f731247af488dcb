import type { Channel, Outcome } from '#domain/delivery-outcome';
import { parseRetryAfter } from '#domain/retry-after';
import type { Instant } from '#domain/time';
import type { AddressPolicy } from '#lib/address-policy';
import { type GuardedAnswer, guardedFetch } from '#lib/guarded-fetch';
import { webhookHeaders } from '#lib/webhook-signature';

export interface WebhookMessage {
  /** The same over all attempts: receivers recognise a repetition by it. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly secrets: readonly string[];
  readonly at: Instant;
}

/** The answer says whether it arrived; more than its beginning is not read. */
const ANSWER_BYTES = 4_096;
/** Statuses by which a receiver or its proxy says that it is overloaded. */
const OVERLOADED = new Set([429, 502, 504]);

/** Posts signed events to addresses the policy allows; redirects are failures and not followed. */
export function createWebhookChannel(policy: AddressPolicy): Channel<WebhookMessage> {
  return {
    send: async (message, signal) => {
      if (!URL.canParse(message.url)) return failed(null, 'The address cannot be read.');
      const answer = await guardedFetch({
        url: new URL(message.url),
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Outage-Ledger-Webhook/1',
          ...webhookHeaders({ ...message, atSeconds: Math.floor(message.at / 1_000) }),
        },
        body: message.body,
        policy,
        signal,
        bodyLimit: ANSWER_BYTES,
      });
      return judgeAnswer(answer, message.at);
    },
  };
}

function judgeAnswer(answer: GuardedAnswer, at: Instant): Outcome {
  if (!answer.ok) return failed(null, answer.detail);
  const { status } = answer;
  if (status >= 200 && status < 300) {
    return { kind: 'sent', httpStatus: status, detail: null, answer: answer.body.toString('utf8') };
  }
  if (status === 410) return { kind: 'gone', httpStatus: status, detail: 'It answered that it is gone (410).' };
  if (status >= 300 && status < 400) {
    return failed(status, `It answered with a redirect (${status}), which is not followed.`);
  }
  const retryAfterMs = parseRetryAfter(header(answer, 'retry-after'), at);
  const hold = OVERLOADED.has(status) || retryAfterMs !== null ? { hold: { ms: retryAfterMs } } : {};
  return { ...failed(status, `It answered with status ${status}.`), ...hold };
}

function failed(httpStatus: number | null, detail: string): Extract<Outcome, { kind: 'failed' }> {
  return { kind: 'failed', httpStatus, detail };
}

function header(answer: Extract<GuardedAnswer, { ok: true }>, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
