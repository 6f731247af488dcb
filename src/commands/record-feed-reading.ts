import { nextReadingAt } from '#domain/feeds/feed-schedule';
import type { ImportReport } from '#domain/feeds/import-report';
import type { ClaimedFeed } from './claim-due-feeds.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { noteFeedReach } from './note-feed-reach.ts';

export type FeedReading =
  | {
      readonly kind: 'read';
      readonly etag: string | null;
      readonly lastModified: string | null;
      readonly report: ImportReport;
    }
  | { readonly kind: 'unchanged' }
  /** The process stops: the feed is free for the next one at once. */
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Rejected rows that are kept for the operators. */
const MOST_REJECTED = 20;

/** Notes how a reading went and when the next is due. A failed one says nothing about the provider: its services stay as they were. */
export function recordFeedReading(
  ctx: CommandContext,
  { feed, reading }: { readonly feed: ClaimedFeed; readonly reading: FeedReading },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const isFirst = await writeReading(ctx, feed, reading);
    if (isFirst) await noteFeedReach(ctx, { provider: feed.provider, before: null });
  });
}

/** Whether the reading was the first that went well. */
async function writeReading(ctx: CommandContext, feed: ClaimedFeed, reading: FeedReading): Promise<boolean> {
  const now = ctx.now();
  const isInterrupted = reading.kind === 'interrupted';
  const failureCount = isInterrupted ? feed.failureCount : reading.kind === 'failed' ? feed.failureCount + 1 : 0;
  const first = firstSuccess(feed, reading, now);
  const { numUpdatedRows } = await ctx.db
    .updateTable('feedSource')
    .set({
      ...changesOf(reading, now),
      ...first,
      lastAttemptAt: now,
      failureCount,
      nextDueAt: isInterrupted ? now : nextReadingAt({ now, intervalMs: feed.intervalMs, failureCount }),
      leaseToken: null,
      leaseUntil: null,
    })
    .where('id', '=', feed.id)
    .where('leaseToken', '=', feed.leaseToken)
    .executeTakeFirst();
  return numUpdatedRows > 0n && first.firstSuccessAt !== undefined;
}

function changesOf(reading: FeedReading, now: number) {
  if (reading.kind === 'interrupted') return {};
  if (reading.kind === 'failed') return { lastError: reading.reason.slice(0, 500) };
  if (reading.kind === 'unchanged') return { lastSuccessAt: now, lastError: null };
  const { etag, lastModified, report } = reading;
  const lastReport = JSON.stringify({ ...report, rejected: report.rejected.slice(0, MOST_REJECTED) });
  return { lastSuccessAt: now, lastError: null, etag, lastModified, lastReport };
}

/** Since when the provider's silence means that all was well. */
function firstSuccess(feed: ClaimedFeed, { kind }: FeedReading, now: number): { firstSuccessAt?: number } {
  const isSuccess = kind === 'read' || kind === 'unchanged';
  return isSuccess && feed.firstSuccessAt === null ? { firstSuccessAt: now } : {};
}
