import { type ClaimedFeed, claimDueFeeds } from '#commands/claim-due-feeds';
import { type FeedReading, recordFeedReading } from '#commands/record-feed-reading';
import type { Job, JobContext } from '../job.ts';
import { readFeed, TIMEOUT_MS } from './read-feed.ts';

const LEASE_MS = TIMEOUT_MS + 120_000;

export const pollFeeds: Job = {
  name: 'poll-feeds',
  cron: '*/10 * * * * *',
  runs: 'everywhere',
  run: pollDueFeeds,
};

/** Reads the feeds that are due, side by side. */
export async function pollDueFeeds(job: JobContext): Promise<void> {
  const feeds = await claimDueFeeds(job.ctx, { leaseMs: LEASE_MS });
  await Promise.all(feeds.map((feed) => pollFeed(job, feed)));
}

async function pollFeed(job: JobContext, feed: ClaimedFeed): Promise<void> {
  const reading = await readFeed(job, feed).catch((error: unknown): FeedReading => {
    job.log.error({ err: error, provider: feed.provider }, 'a feed could not be imported');
    return { kind: 'failed', reason: 'It was read, but could not be brought into the ledger. The log says why.' };
  });
  const isCutShort = reading.kind === 'failed' && job.signal.aborted;
  await recordFeedReading(job.ctx, { feed, reading: isCutShort ? { kind: 'interrupted' } : reading });
}
