import type { CommandContext } from '#commands/context';
import { IMPORT_BATCH, importProviderIncidents } from '#commands/import-provider-incidents';
import { listFeedServices } from '#db/queries/feeds';
import { type ImportedRow, type ImportReport, summarize } from '#domain/feeds/import-report';
import type { ParsedFeed } from '#domain/feeds/provider-incident';

/** Imports what was read, in small transactions, without telling anybody. */
export async function importHistory(
  ctx: CommandContext,
  feed: ParsedFeed,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<ImportReport> {
  const outcomes: ImportedRow[] = [];
  for (const [provider, incidents] of Map.groupBy(feed.incidents, (incident) => incident.provider)) {
    const services = await listFeedServices(ctx.db, provider);
    for (let from = 0; from < incidents.length; from += IMPORT_BATCH) {
      const batch = incidents.slice(from, from + IMPORT_BATCH);
      const results = await importProviderIncidents(ctx, { provider, incidents: batch, services, mode: 'history' });
      outcomes.push(...batch.map(({ externalId }, index) => ({ externalId, outcome: results[index] ?? 'ignored' })));
      onProgress(outcomes.length, feed.incidents.length);
    }
  }
  return summarize(outcomes, feed.rejected);
}
