import { listFlapping } from '#db/queries/flapping';
import { listOutagesOfIncidents, type Outage } from '#db/queries/outages';
import type { IncidentTable } from '#db/schema/incidents';
import type { AutomaticText, LastWord } from '#domain/watching/automatic-text';
import { alertLastEnd } from './alert-last-end.ts';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { noteFlapping } from './note-flapping.ts';
import { type EndedService, tellPartlyOver } from './tell-partly-over.ts';

export interface ResolveRecoveredIncidentInput {
  readonly incidentId: string;
  /** Services of which an outage ended just now. */
  readonly ended?: readonly EndedService[];
}

/**
 * Resolves an incident our checks opened once all its outages are over, and tells of those that are over while others are not.
 * One that was never published stays unpublished. What a person or a provider opened, they resolve; our checks may only hold a
 * provider's resolution back until they agree.
 */
export function resolveRecoveredIncident(
  ctx: CommandContext,
  input: ResolveRecoveredIncidentInput,
): Promise<{ readonly resolved: boolean }> {
  return inTransaction(ctx, async (ctx) => {
    const { incidentId, ended = [] } = input;
    // Locked before the outages are read: of two that end at once, the later one sees that both are over.
    await lockOutageChanges(ctx);
    const incident = await ctx.db.selectFrom('incident').selectAll().where('id', '=', incidentId).executeTakeFirst();
    if (!incident || incident.resolvedAt !== null) return { resolved: false };
    const outages = await listOutagesOfIncidents(ctx.db, [incidentId]);
    if (outages.some(({ endedAt }) => endedAt === null)) {
      await tellPartlyOver(ctx, { incident, outages, ended });
      return { resolved: false };
    }
    if (!mayResolve(incident)) return { resolved: false };
    const resolvedAt = Math.max(incident.startedAt, ...outages.map(({ endedAt }) => endedAt ?? 0));
    const flapping = await listFlapping(ctx.db, incidentId);
    const quietAt = Math.max(...flapping.map(({ endedAt, flapMs }) => (endedAt ?? resolvedAt) + flapMs));
    if (ctx.now() < quietAt) return waitForQuiet(ctx, { incidentId, quietAt });
    await markResolved(ctx, { incidentId, resolvedAt });
    const automatic = await lastWords(ctx, { incidentId, outages, ended });
    await appendAutomaticUpdate(ctx, { incidentId, stage: 'resolved', automatic });
    await announceIncident(ctx, { incidentId, kind: 'incident.resolved' });
    const measured = outages.filter(({ source }) => source === 'measured');
    for (const own of Map.groupBy(measured, ({ serviceId }) => serviceId).values()) await alertLastEnd(ctx, own);
    return { resolved: true };
  });
}

async function markResolved(
  ctx: CommandContext,
  { incidentId, resolvedAt }: { readonly incidentId: string; readonly resolvedAt: number },
): Promise<void> {
  const over = { publishAt: null, nextUpdateDueAt: null, quietAt: null };
  await ctx.db
    .updateTable('incident')
    .set({ stage: 'resolved', resolvedAt, ...over, updatedAt: ctx.now() })
    .where('id', '=', incidentId)
    .execute();
}

/** It came back before, and may again: called over only once it has stayed well. */
async function waitForQuiet(
  ctx: CommandContext,
  { incidentId, quietAt }: { readonly incidentId: string; readonly quietAt: number },
): Promise<{ readonly resolved: boolean }> {
  await ctx.db
    .updateTable('incident')
    .set({ stage: 'monitoring', quietAt, updatedAt: ctx.now() })
    .where('id', '=', incidentId)
    .execute();
  await noteFlapping(ctx, { incidentId, stage: 'monitoring' });
  return { resolved: false };
}

interface LastWords {
  readonly incidentId: string;
  readonly outages: readonly Outage[];
  readonly ended: readonly EndedService[];
}

/**
 * A recovery is told where outages are left that are over, of those of which it was seen; where nothing is left of them, why it was
 * none.
 */
async function lastWords(ctx: CommandContext, { incidentId, outages, ended }: LastWords): Promise<AutomaticText> {
  const lastWord = commonWord(ended);
  if (outages.length > 0) {
    const last = new Map(
      outages.toSorted((a, b) => a.startedAt - b.startedAt).map((outage) => [outage.serviceId, outage]),
    );
    const [unseen, seen] = [1, 0].map((unwatched) =>
      [...last.values()].filter(({ endedUnwatched }) => endedUnwatched === unwatched).map(({ serviceId }) => serviceId),
    );
    if (!seen || seen.length === 0) return { kind: 'unwatched', serviceIds: unseen ?? [] };
    if (lastWord !== 'unwatched') return { kind: 'recovered', serviceIds: seen };
    return { kind: lastWord, serviceIds: [...new Set(ended.map(({ serviceId }) => serviceId))] };
  }
  const services = await ctx.db
    .selectFrom('incidentService')
    .select('serviceId')
    .where('incidentId', '=', incidentId)
    .orderBy('serviceId')
    .execute();
  return { kind: lastWord ?? 'mistaken', serviceIds: services.map(({ serviceId }) => serviceId) };
}

/** How they ended where they ended alike. */
function commonWord(ended: readonly EndedService[]): LastWord | undefined {
  const [first] = ended;
  return ended.every(({ lastWord }) => lastWord === first?.lastWord) ? first?.lastWord : undefined;
}

function mayResolve({ source, providerResolvedAt }: Pick<IncidentTable, 'source' | 'providerResolvedAt'>): boolean {
  return source === 'measured' || (source === 'provider' && providerResolvedAt !== null);
}
