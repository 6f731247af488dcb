import { keepMails } from '#commands/keep-mails';
import { findDueDelivery, type Lane } from '#db/queries/due-deliveries';
import type { Job, JobContext } from '../job.ts';
import { LANES } from './lanes.ts';
import { sendDue } from './send-due.ts';
import { openMailChannel, withSender } from './sender.ts';

export function sendWebhooks(lane: Exclude<Lane, 'mail'>): Job['run'] {
  return async (job) => {
    if (!(await isDue(job, 'webhook'))) return;
    await withSender(job, undefined, (sender) => sendDue(sender, LANES[lane]));
  };
}

/** Without a mail server mails are set aside for the console instead of being tried. */
export async function sendMails(job: JobContext): Promise<void> {
  if (!(await isDue(job, 'mail'))) return;
  const mails = openMailChannel(job.config);
  if (!mails) return keepMails(job.ctx);
  try {
    await withSender(job, mails, (sender) => sendDue(sender, LANES.mail));
  } finally {
    mails.close();
  }
}

async function isDue({ ctx }: JobContext, channel: 'webhook' | 'mail'): Promise<boolean> {
  return (await findDueDelivery(ctx.db, channel, ctx.now())) !== undefined;
}
