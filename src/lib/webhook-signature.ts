import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new signing secret as receivers paste it into a Standard Webhooks library. */
export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`;
}

export interface SignedMessage {
  readonly id: string;
  readonly atSeconds: number;
  /** The exact text that is sent. */
  readonly body: string;
  /** While a secret is being replaced the message is signed with the new and the old one. */
  readonly secrets: readonly string[];
}

/** The three headers of Standard Webhooks; a receiver accepts the message when any one signature is right. */
export function webhookHeaders(message: SignedMessage): Readonly<Record<string, string>> {
  const timestamp = String(message.atSeconds);
  const signatures = message.secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    const signature = createHmac('sha256', key).update(`${message.id}.${timestamp}.${message.body}`).digest('base64');
    return `v1,${signature}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
