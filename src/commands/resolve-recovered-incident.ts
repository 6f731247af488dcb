import { listReturns } from '#db/queries/flapping';
import { listOutagesOfIncidents, type Outage } from '#db/queries/outages';
import type { IncidentTable } from '#db/schema/incidents';
import type { AutomaticText, LastWord } from '#domain/watching/automatic-text';
import { alertOutage } from './alert-operators.ts';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { noteFlapping } from './note-flapping.ts';

/**
 * Resolves an incident our checks opened once all its outages are over. One that was never published stays unpublished. What a
 * person or a provider opened, they resolve; our checks may only hold a provider's resolution back until they agree.
 */
export function resolveRecoveredIncident(
  ctx: CommandContext,
  input: { readonly incidentId: string; readonly lastWord?: LastWord | undefined },
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
    const returns = await listReturns(ctx.db, incidentId);
    const quietAt = resolvedAt + Math.max(0, ...returns.map(({ flapMs }) => flapMs));
    if (returns.length > 0 && ctx.now() < quietAt) return waitForQuiet(ctx, { incidentId, quietAt });
    await ctx.db
      .updateTable('incident')
      .set({
        stage: 'resolved',
        resolvedAt,
        publishAt: null,
        nextUpdateDueAt: null,
        quietAt: null,
        updatedAt: ctx.now(),
      })
      .where('id', '=', incidentId)
      .execute();
    const serviceIds = [...new Set(outages.map((outage) => outage.serviceId))];
    const automatic = await lastWords(ctx, { ...input, serviceIds });
    await appendAutomaticUpdate(ctx, { incidentId, stage: 'resolved', automatic });
    await announceIncident(ctx, { incidentId, kind: 'incident.resolved' });
    for (const { serviceId } of returns)
      await alertLastEnd(
        ctx,
        outages.filter((one) => one.serviceId === serviceId),
      );
    return { resolved: true };
  });
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
  readonly serviceIds: readonly string[];
  readonly lastWord?: LastWord | undefined;
}

/** A recovery is told where outages are left that are over; where nothing is left of them, why it was none. */
async function lastWords(ctx: CommandContext, { incidentId, serviceIds, lastWord }: LastWords): Promise<AutomaticText> {
  if (serviceIds.length > 0) return { kind: lastWord === 'unwatched' ? lastWord : 'recovered', serviceIds };
  const services = await ctx.db
    .selectFrom('incidentService')
    .select('serviceId')
    .where('incidentId', '=', incidentId)
    .orderBy('serviceId')
    .execute();
  return { kind: lastWord ?? 'mistaken', serviceIds: services.map(({ serviceId }) => serviceId) };
}

async function alertLastEnd(ctx: CommandContext, outages: readonly Outage[]): Promise<void> {
  const last = outages.toSorted((a, b) => a.startedAt - b.startedAt).at(-1);
  if (last && last.explainedBy === null) await alertOutage(ctx, { outageId: last.id, kind: 'ended' });
}

function mayResolve({ source, providerResolvedAt }: Pick<IncidentTable, 'source' | 'providerResolvedAt'>): boolean {
  return source === 'measured' || (source === 'provider' && providerResolvedAt !== null);
}
