import { pruneDeliveries } from './deliveries/prune.ts';
import { remindOfUpdates } from './deliveries/remind.ts';
import { sendMails, sendWebhooks } from './deliveries/send-jobs.ts';
import { tellOfOutages } from './deliveries/tell-of-outages.ts';
import { pollFeeds } from './feeds/poll-feeds.ts';
import type { Job } from './job.ts';
import { pollDueChecks } from './pollers/poll-due-checks.ts';
import { assessWindows } from './upkeep/assess-windows.ts';
import { blankNames } from './upkeep/blank-names.ts';
import { continueBulk } from './upkeep/continue-bulk.ts';
import { grantAutomatic } from './upkeep/grant-automatic.ts';
import { keepDiskReserve } from './upkeep/keep-disk-reserve.ts';
import { keepDueTimes } from './upkeep/keep-due-times.ts';
import { expandSeries, keepMaintenance } from './upkeep/keep-maintenance.ts';
import { noteSilence } from './upkeep/note-silence.ts';
import { noteUnansweredChecks } from './upkeep/note-unanswered.ts';
import { prune } from './upkeep/prune.ts';
import { publishHeld } from './upkeep/publish-held.ts';
import { remindOfLapses } from './upkeep/remind-of-credits.ts';
import { resolveQuiet } from './upkeep/resolve-quiet.ts';
import { rollUpDue } from './upkeep/roll-up.ts';
import { settleHeld } from './upkeep/settle-held.ts';

/** The whole timetable at one glance. Expressions have seconds first and are UTC; due times live in the database. */
export const TIMETABLE: readonly Job[] = [
  { name: 'poll-due-checks', cron: '* * * * * *', runs: 'everywhere', run: pollDueChecks },
  { name: 'note-silent-places', cron: '*/5 * * * * *', runs: 'once-per-tick', run: noteSilence },
  { name: 'note-unanswered-checks', cron: '50 * * * * *', runs: 'once-per-tick', run: noteUnansweredChecks },
  pollFeeds,
  { name: 'send-webhooks', cron: '* * * * * *', runs: 'everywhere', run: sendWebhooks('steady') },
  { name: 'retry-webhooks', cron: '* * * * * *', runs: 'everywhere', run: sendWebhooks('failing') },
  { name: 'send-mails', cron: '* * * * * *', runs: 'everywhere', run: sendMails },
  { name: 'tell-of-outages', cron: '*/2 * * * * *', runs: 'everywhere', run: tellOfOutages },
  { name: 'remind-of-updates', cron: '0 * * * * *', runs: 'once-per-tick', run: remindOfUpdates },
  { name: 'prune-deliveries', cron: '0 17 3 * * *', runs: 'once-per-tick', run: pruneDeliveries },
  { name: 'publish-held-incidents', cron: '*/5 * * * * *', runs: 'everywhere', run: publishHeld },
  { name: 'resolve-quiet-incidents', cron: '*/5 * * * * *', runs: 'everywhere', run: resolveQuiet },
  { name: 'keep-maintenance', cron: '*/5 * * * * *', runs: 'everywhere', run: keepMaintenance },
  { name: 'expand-maintenance', cron: '25 */10 * * * *', runs: 'once-per-tick', run: expandSeries },
  { name: 'remind-of-lapses', cron: '0 10 6 * * *', runs: 'once-per-tick', run: remindOfLapses },
  { name: 'settle-held-claims', cron: '40 * * * * *', runs: 'everywhere', run: settleHeld },
  { name: 'continue-bulk-decisions', cron: '* * * * * *', runs: 'everywhere', run: continueBulk },
  { name: 'keep-due-times', cron: '30 * * * * *', runs: 'once-per-tick', run: keepDueTimes },
  { name: 'assess-windows', cron: '45 * * * * *', runs: 'once-per-tick', run: assessWindows },
  { name: 'grant-automatic-credits', cron: '5,35 * * * * *', runs: 'everywhere', run: grantAutomatic },
  { name: 'keep-disk-reserve', cron: '*/5 * * * * *', runs: 'everywhere', run: keepDiskReserve },
  { name: 'roll-up', cron: '15 * * * * *', runs: 'once-per-tick', run: rollUpDue },
  { name: 'prune', cron: '0 */10 * * * *', runs: 'once-per-tick', run: prune },
  { name: 'blank-names', cron: '0 41 2 * * *', runs: 'once-per-tick', run: blankNames },
];
