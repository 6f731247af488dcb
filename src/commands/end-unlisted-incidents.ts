import { type FeedService, listOpenProviderIncidents } from '#db/queries/feeds';
import { listProviderOutages } from '#db/queries/outages';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import type { Instant } from '#domain/time';
import { type CommandContext, inTransaction } from './context.ts';
import { importProviderIncident } from './import-provider-incident.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import type { IncidentRow } from './write-provider-incident.ts';

export interface UnlistedInput {
  readonly provider: string;
  readonly services: ReadonlyMap<string, readonly FeedService[]>;
  /** What the feed tells of now, readable or not. */
  readonly listed: readonly string[];
  /** What began later and is open would be named. */
  readonly tellsSince: Instant;
  /** The last reading that showed them: so long they lasted for certain. */
  readonly seenAt: Instant;
}

/** Ends what a feed would name if it were open, and names no longer; returns how many there were. */
export async function endUnlistedIncidents(ctx: CommandContext, input: UnlistedInput): Promise<number> {
  // Mostly there are none, and nobody need wait.
  if ((await listGone(ctx, input)).length === 0) return 0;
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const gone = await listGone(ctx, input);
    for (const known of gone) {
      const incident = await asEnded(ctx, known, input);
      await importProviderIncident(ctx, { incident, services: input.services, mode: 'live', known });
    }
    if (gone.length > 0) await markPublicChange(ctx);
    return gone.length;
  });
}

async function listGone(ctx: CommandContext, { provider, listed, tellsSince }: UnlistedInput): Promise<IncidentRow[]> {
  const named = new Set(listed);
  const open = await listOpenProviderIncidents(ctx.db, provider);
  return open.filter(
    ({ externalId, startedAt }) => externalId !== null && startedAt > tellsSince && !named.has(externalId),
  );
}

/** The incident as it stands here, as if its provider had said when it ended. */
async function asEnded(ctx: CommandContext, known: IncidentRow, input: UnlistedInput): Promise<ProviderIncident> {
  const keys = new Map([...input.services].flatMap(([key, services]) => services.map(({ id }) => [id, key] as const)));
  const outages = await listProviderOutages(ctx.db, known.id);
  const linked = await ctx.db
    .selectFrom('incidentService')
    .select('serviceId')
    .where('incidentId', '=', known.id)
    .execute();
  const products = [...new Set(linked.flatMap(({ serviceId }) => keys.get(serviceId) ?? []))];
  const endedAt = Math.max(input.seenAt, known.startedAt);
  const phases = outages
    .filter((outage) => outage.retractedAt === null)
    .flatMap((outage) => outage.phases.map((phase) => ({ ...phase, products: [keys.get(outage.serviceId) ?? ''] })))
    .map((phase) => ({ ...phase, endedAt: phase.endedAt ?? endedAt }))
    .filter((phase) => phase.endedAt > phase.startedAt);
  return {
    provider: input.provider,
    externalId: known.externalId ?? '',
    title: known.title,
    lang: known.lang,
    url: known.externalUrl,
    impact: known.impact,
    stage: 'resolved',
    startedAt: known.startedAt,
    resolvedAt: endedAt,
    products: products.map((key) => ({ key, name: key })),
    locations: JSON.parse(known.locations),
    updates: [],
    phases,
    defects: [],
  };
}
