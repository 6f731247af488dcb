import type { Outage } from '#db/queries/outages';
import type { Service } from '#db/queries/services';
import { impactOf, planPublication } from '#domain/watching/join-incident';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';

/** Opens the incident of an outage that joins no other; an empty title is worded for each reader. */
export async function openIncidentOfOutage(
  ctx: CommandContext,
  { outage, service, title = '' }: { readonly outage: Outage; readonly service: Service; readonly title?: string },
): Promise<string> {
  const id = ctx.newId();
  const now = ctx.now();
  await ctx.db
    .insertInto('incident')
    .values({
      id,
      title,
      lang: 'en',
      source: outage.source,
      impact: impactOf(outage.state),
      stage: outage.endedAt === null ? 'investigating' : 'resolved',
      visibility: service.visibility,
      locations: '[]',
      ...planPublication(service, now),
      startedAt: outage.startedAt,
      resolvedAt: outage.endedAt,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await ctx.db.insertInto('incidentService').values({ incidentId: id, serviceId: service.id }).execute();
  await ctx.db.updateTable('outage').set({ incidentId: id }).where('id', '=', outage.id).execute();
  if (outage.source === 'measured') {
    const isOver = outage.endedAt !== null;
    const automatic = { kind: isOver ? 'brief' : 'failing', serviceIds: [service.id], state: outage.state } as const;
    await appendAutomaticUpdate(ctx, { incidentId: id, stage: isOver ? 'resolved' : 'investigating', automatic });
  }
  await announceIncident(ctx, { incidentId: id, kind: 'incident.opened' });
  return id;
}
