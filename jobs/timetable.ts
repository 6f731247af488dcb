import { pruneDeliveries } from './deliveries/prune.ts';
import { remindOfUpdates } from './deliveries/remind.ts';
import { sendMails, sendWebhooks } from './deliveries/send-jobs.ts';
import { pollFeeds } from './feeds/poll-feeds.ts';
import type { Job } from './job.ts';

/** The whole timetable at one glance. Expressions have seconds first and are UTC; due times live in the database. */
export const TIMETABLE: readonly Job[] = [
  pollFeeds,
  { name: 'send-webhooks', cron: '* * * * * *', runs: 'everywhere', run: sendWebhooks('steady') },
  { name: 'retry-webhooks', cron: '* * * * * *', runs: 'everywhere', run: sendWebhooks('failing') },
  { name: 'send-mails', cron: '* * * * * *', runs: 'everywhere', run: sendMails },
  { name: 'remind-of-updates', cron: '0 * * * * *', runs: 'once-per-tick', run: remindOfUpdates },
  { name: 'prune-deliveries', cron: '0 17 3 * * *', runs: 'once-per-tick', run: pruneDeliveries },
];
