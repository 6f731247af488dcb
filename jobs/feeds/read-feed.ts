import type { ClaimedFeed } from '#commands/claim-due-feeds';
import { endUnlistedIncidents } from '#commands/end-unlisted-incidents';
import { IMPORT_BATCH, importProviderIncidents } from '#commands/import-provider-incidents';
import { learnProductKeys } from '#commands/learn-product-keys';
import type { FeedReading } from '#commands/record-feed-reading';
import { listFeedServices } from '#db/queries/feeds';
import { type ImportedRow, summarize } from '#domain/feeds/import-report';
import { isFeedKind, parseFeed } from '#domain/feeds/parse-feed';
import { type ParsedFeed, problemOfDocument } from '#domain/feeds/provider-incident';
import { withoutFuture } from '#domain/feeds/without-future';
import type { Instant } from '#domain/time';
import { checkPolicy } from '#lib/address-policy';
import { fetchDocument } from '#lib/fetch-document';
import { acceptedBy, readFeedDocument } from '#lib/read-feed-document';
import type { JobContext } from '../job.ts';

export const TIMEOUT_MS = 30_000;
const SIZE_LIMIT = 16 * 1_048_576;

/** Reads a feed once and brings what it says into the ledger. */
export async function readFeed(job: JobContext, feed: ClaimedFeed): Promise<FeedReading> {
  const hasNewService = await gainedService(job, feed);
  const fetched = await fetchDocument({
    url: feed.url,
    ...(isFeedKind(feed.kind) ? { accept: acceptedBy(feed.kind) } : {}),
    policy: checkPolicy(job.config.probeAllowCidrs),
    timeoutMs: TIMEOUT_MS,
    sizeLimit: SIZE_LIMIT,
    signal: job.signal,
    // A service that came since needs the whole document, changed or not.
    ...(hasNewService ? {} : { etag: feed.etag, lastModified: feed.lastModified }),
  });
  if (fetched.kind !== 'document') return fetched;
  const told = parse(feed, fetched.text);
  if (typeof told === 'string') return { kind: 'failed', reason: told };
  const parsed = withoutFuture(told, job.ctx.now());
  const rows = await importAll(job, feed, parsed);
  const { etag, lastModified } = parsed.isAhead ? { etag: null, lastModified: null } : fetched;
  // Most of a feed is about products nobody watches here: that is no defect of it.
  const report = { ...summarize(rows, parsed.rejected), rejected: parsed.rejected };
  return { kind: 'read', etag, lastModified, report };
}

async function gainedService({ ctx }: JobContext, feed: ClaimedFeed): Promise<boolean> {
  const services = [...(await listFeedServices(ctx.db, feed.provider)).values()].flat();
  return services.some((service) => service.createdAt >= (feed.lastSuccessAt ?? 0));
}

/** What the document says, or why it cannot be understood. */
function parse(feed: ClaimedFeed, text: string): ParsedFeed | string {
  if (!isFeedKind(feed.kind)) return `There is no kind of feed “${feed.kind}”.`;
  const read = readFeedDocument(feed.kind, text);
  if (!read.ok) return `What it sent ${read.problem}`;
  const parsed = parseFeed(feed.kind, read.document, feed.provider);
  const unreadable = parsed.incidents.length === 0 ? parsed.rejected[0] : undefined;
  if (unreadable) return problemOfDocument(parsed) ?? `None of its rows could be read. ${unreadable.reason}`;
  return parsed;
}

async function importAll({ ctx }: JobContext, feed: ClaimedFeed, parsed: ParsedFeed): Promise<ImportedRow[]> {
  const { incidents } = parsed;
  await learnProductKeys(ctx, { provider: feed.provider, incidents });
  const services = await listFeedServices(ctx.db, feed.provider);
  const mode = feed.lastSuccessAt === null ? 'history' : 'live';
  const rows: ImportedRow[] = [];
  for (let from = 0; from < incidents.length; from += IMPORT_BATCH) {
    const batch = incidents.slice(from, from + IMPORT_BATCH);
    const outcomes = await importProviderIncidents(ctx, { provider: feed.provider, incidents: batch, services, mode });
    rows.push(
      ...batch.map(({ externalId }, index) => ({ externalId, outcome: outcomes[index] ?? ('ignored' as const) })),
    );
  }
  if (feed.lastSuccessAt !== null) {
    const listed = [...incidents.map(({ externalId }) => externalId), ...parsed.rejected.map(({ id }) => id)];
    const span = { tellsSince: tellsSince(parsed), seenAt: feed.lastSuccessAt };
    await endUnlistedIncidents(ctx, { provider: feed.provider, services, listed, ...span });
  }
  return rows;
}

/** From when on a document names every incident that is open: one that is cut off at its end says nothing of older ones. */
function tellsSince({ listsOpenOnly, incidents }: ParsedFeed): Instant {
  return listsOpenOnly
    ? 0
    : incidents.reduce((least, { startedAt }) => Math.min(least, startedAt), Number.MAX_SAFE_INTEGER);
}
