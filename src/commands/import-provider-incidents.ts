import { type FeedService, getStatedSince, listProviderIncidents } from '#db/queries/feeds';
import type { ImportOutcome } from '#domain/feeds/import-report';
import type { ImportMode } from '#domain/feeds/plan-telling';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import { type CommandContext, inTransaction } from './context.ts';
import { importProviderIncident } from './import-provider-incident.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import { noteFeedReach } from './note-feed-reach.ts';

/** How many incidents go into one transaction: others who write wait no longer than that. */
export const IMPORT_BATCH = 20;

export interface ImportBatchInput {
  readonly provider: string;
  readonly incidents: readonly ProviderIncident[];
  readonly services: ReadonlyMap<string, readonly FeedService[]>;
  readonly mode: ImportMode;
}

/** Imports a batch in one transaction; nobody else changes outages or joins incidents meanwhile. */
export function importProviderIncidents(ctx: CommandContext, input: ImportBatchInput): Promise<ImportOutcome[]> {
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const ids = input.incidents.map((incident) => incident.externalId);
    const known = await listProviderIncidents(ctx.db, input.provider, ids);
    const statedSince = await getStatedSince(ctx.db, input.provider);
    const outcomes: ImportOutcome[] = [];
    for (const incident of input.incidents) {
      const row = known.get(incident.externalId);
      outcomes.push(await importProviderIncident(ctx, { ...input, incident, known: row }));
    }
    if (outcomes.some((outcome) => outcome === 'created' || outcome === 'updated')) {
      await markPublicChange(ctx);
      if (statedSince !== null) await noteFeedReach(ctx, { provider: input.provider, before: statedSince });
    }
    return outcomes;
  });
}
