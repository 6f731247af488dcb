import { listOutagesOfIncidents } from '#db/queries/outages';
import type { IncidentTable } from '#db/schema/incidents';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/**
 * Resolves an incident our checks opened once all its outages are over. One that was never published stays unpublished. What a
 * person or a provider opened, they resolve; our checks may only hold a provider's resolution back until they agree.
 */
export function resolveRecoveredIncident(
  ctx: CommandContext,
  input: { readonly incidentId: string },
): Promise<{ readonly resolved: boolean }> {
  return inTransaction(ctx, async (ctx) => {
    const { incidentId } = input;
    // Locked before the outages are read: of two that end at once, the later one sees that both are over.
    await lockOutageChanges(ctx);
    const incident = await ctx.db.selectFrom('incident').selectAll().where('id', '=', incidentId).executeTakeFirst();
    if (!incident || incident.resolvedAt !== null || !mayResolve(incident)) return { resolved: false };
    const outages = await listOutagesOfIncidents(ctx.db, [incidentId]);
    const ends = outages.map((outage) => outage.endedAt);
    if (ends.includes(null)) return { resolved: false };
    const resolvedAt = Math.max(incident.startedAt, ...ends.map((end) => end ?? 0));
    await ctx.db
      .updateTable('incident')
      .set({ stage: 'resolved', resolvedAt, publishAt: null, nextUpdateDueAt: null, updatedAt: ctx.now() })
      .where('id', '=', incidentId)
      .execute();
    const serviceIds = [...new Set(outages.map((outage) => outage.serviceId))];
    await appendAutomaticUpdate(ctx, { incidentId, stage: 'resolved', automatic: { kind: 'recovered', serviceIds } });
    await announceIncident(ctx, { incidentId, kind: 'incident.resolved' });
    return { resolved: true };
  });
}

function mayResolve({ source, providerResolvedAt }: Pick<IncidentTable, 'source' | 'providerResolvedAt'>): boolean {
  return source === 'measured' || (source === 'provider' && providerResolvedAt !== null);
}
