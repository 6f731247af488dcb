import type { Config } from '#config';
import { subscriberPolicy } from '#lib/address-policy';
import { openSubscriptionBox } from '#lib/subscription-box';
import { createMailChannel, type MailChannel } from '../channels/mail.ts';
import { createWebhookChannel } from '../channels/webhook.ts';
import type { JobContext } from '../job.ts';
import type { Sender } from './deliver.ts';

/** How long a request under way may go on once the process is asked to stop. */
const GRACE_MS = 5_000;

/** Runs `work` with what sending needs in this process, from its configuration. */
export async function withSender(
  job: JobContext,
  mails: MailChannel | undefined,
  work: (sender: Sender) => Promise<unknown>,
): Promise<void> {
  const cut = new AbortController();
  const cutSoon = (): void => void setTimeout(() => cut.abort(), GRACE_MS).unref();
  job.signal.addEventListener('abort', cutSoon, { once: true });
  try {
    await work(createSender(job, mails, cut.signal));
  } finally {
    job.signal.removeEventListener('abort', cutSoon);
  }
}

function createSender(
  { config, ctx, log, signal }: JobContext,
  mails: MailChannel | undefined,
  cut: AbortSignal,
): Sender {
  return {
    ctx,
    log,
    webhooks: createWebhookChannel(subscriberPolicy(config.webhookAllowCidrs)),
    mails,
    box: openSubscriptionBox(config.dataDir),
    chance: Math.random,
    stopping: signal,
    cut,
  };
}

/** The way to the mail server; undefined while none is set. */
export function openMailChannel(config: Config): MailChannel | undefined {
  if (config.smtpUrl === undefined) return undefined;
  return createMailChannel({
    smtpUrl: config.smtpUrl,
    from: config.mailFrom,
    fromName: config.siteName,
    host: new URL(config.publicUrl).hostname,
  });
}
