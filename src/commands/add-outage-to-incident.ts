import type { Outage } from '#db/queries/outages';
import type { Service } from '#db/queries/services';
import { earlierPublication, impactOf, planPublication } from '#domain/watching/join-incident';
import { INCIDENT_IMPACTS } from '#domain/words';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';

export interface AddOutageToIncidentInput {
  readonly incidentId: string;
  readonly outage: Outage;
  readonly service: Service;
}

/** Lets an incident grow by an outage: its services, its start, its impact, and when it is shown. */
export async function addOutageToIncident(ctx: CommandContext, input: AddOutageToIncidentInput): Promise<void> {
  const { incidentId, outage, service } = input;
  const incident = await ctx.db
    .selectFrom('incident')
    .selectAll()
    .where('id', '=', incidentId)
    .executeTakeFirstOrThrow();
  const publication =
    incident.source === 'measured' && incident.resolvedAt === null
      ? earlierPublication(incident, planPublication(service, ctx.now()))
      : { publishedAt: incident.publishedAt, publishAt: incident.publishAt };
  const impact = worseImpact(incident.impact, impactOf(outage.state));
  await ctx.db
    .updateTable('incident')
    .set({ impact, ...publication, startedAt: Math.min(incident.startedAt, outage.startedAt), updatedAt: ctx.now() })
    .where('id', '=', incidentId)
    .execute();
  await ctx.db.updateTable('outage').set({ incidentId }).where('id', '=', outage.id).execute();
  const isNewService = await addService(ctx, incidentId, service.id);
  if (isNewService && outage.source === 'measured' && incident.resolvedAt === null) {
    const automatic = { kind: 'joined', serviceIds: [service.id] } as const;
    await appendAutomaticUpdate(ctx, { incidentId, stage: incident.stage, automatic });
  }
  const becomesPublic = incident.publishedAt === null && publication.publishedAt !== null;
  if (becomesPublic) await announceIncident(ctx, { incidentId, kind: 'incident.opened' });
  else if (isNewService || impact !== incident.impact) {
    await announceIncident(ctx, { incidentId, kind: 'incident.updated' });
  }
}

async function addService(ctx: CommandContext, incidentId: string, serviceId: string): Promise<boolean> {
  const added = await ctx.db
    .insertInto('incidentService')
    .values({ incidentId, serviceId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('serviceId')
    .executeTakeFirst();
  return added !== undefined;
}

function worseImpact<T extends (typeof INCIDENT_IMPACTS)[number]>(a: T, b: T): T {
  return INCIDENT_IMPACTS.indexOf(a) >= INCIDENT_IMPACTS.indexOf(b) ? a : b;
}
