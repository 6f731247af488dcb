import type { Db } from '#db/connect';
import type { Channel } from '#domain/delivery-outcome';
import type { MailMessage } from '#jobs/channels/mail';
import { createWebhookChannel } from '#jobs/channels/webhook';
import type { Sender } from '#jobs/deliveries/deliver';
import { LANES } from '#jobs/deliveries/lanes';
import { sendDue } from '#jobs/deliveries/send-due';
import { subscriberPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { createSecretBox, type SecretBox } from '#lib/secret-box';
import { type TestClock, testContext } from './context.ts';

export const TEST_BOX: SecretBox = createSecretBox('a server secret of the tests', 'subscriptions');

export interface SenderOptions {
  readonly db: Db;
  readonly clock: TestClock;
  readonly allow?: readonly string[];
  readonly mails?: Channel<MailMessage>;
  readonly stopping?: AbortSignal;
  readonly cut?: AbortSignal;
}

/** A dispatcher on the clock of a test; webhooks may go to this machine unless said otherwise. */
export function testSender(options: SenderOptions): Sender {
  const never = new AbortController().signal;
  return {
    ctx: testContext(options.db, options.clock),
    webhooks: createWebhookChannel(subscriberPolicy(options.allow ?? ['127.0.0.0/8'])),
    mails: options.mails,
    box: TEST_BOX,
    log: createLog('silent'),
    chance: () => 0,
    stopping: options.stopping ?? never,
    cut: options.cut ?? never,
  };
}

/** Sends all that is due, lane beside lane as the jobs do, until nothing is left. */
export async function sendAllDue(sender: Sender): Promise<void> {
  for (let attempts = 1; attempts > 0 && !sender.stopping.aborted; ) {
    const lanes = Object.values(LANES).filter(({ lane }) => lane !== 'mail' || sender.mails);
    const counts = await Promise.all(lanes.map((plan) => sendDue(sender, plan)));
    attempts = counts.reduce((sum, count) => sum + count, 0);
  }
}
