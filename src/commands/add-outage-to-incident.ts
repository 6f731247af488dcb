import type { Selectable } from 'kysely';
import { listReturns } from '#db/queries/flapping';
import type { Outage } from '#db/queries/outages';
import type { Service } from '#db/queries/services';
import type { IncidentTable } from '#db/schema/incidents';
import type { AutomaticText } from '#domain/watching/automatic-text';
import { earlierPublication, impactOf, planPublication } from '#domain/watching/join-incident';
import { INCIDENT_IMPACTS } from '#domain/words';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';
import { noteFlapping } from './note-flapping.ts';
import { resumeIncident } from './resume-incident.ts';

export interface AddOutageToIncidentInput {
  readonly incidentId: string;
  readonly outage: Outage;
  readonly service: Service;
  /** The service of the incident whose outage explains this one. */
  readonly causeId: string | null;
}

/** Lets an incident grow by an outage: its services, its start, its impact, and when it is shown. */
export async function addOutageToIncident(ctx: CommandContext, input: AddOutageToIncidentInput): Promise<void> {
  const { incidentId, outage, service, causeId } = input;
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
    .set({
      ...{ impact, ...publication, updatedAt: ctx.now() },
      startedAt: Math.min(incident.startedAt, outage.startedAt),
      resolvedAt: incident.source === 'measured' ? laterEnd(incident.resolvedAt, outage.endedAt) : incident.resolvedAt,
    })
    .where('id', '=', incidentId)
    .execute();
  await ctx.db.updateTable('outage').set({ incidentId }).where('id', '=', outage.id).execute();
  const isNewService = await addService(ctx, incidentId, service.id);
  if (isNewService && outage.source === 'measured' && incident.resolvedAt === null) {
    const serviceIds = [service.id];
    const automatic: AutomaticText =
      causeId === null ? { kind: 'joined', serviceIds } : { kind: 'explained', serviceIds, causeIds: [causeId] };
    await appendAutomaticUpdate(ctx, { incidentId, stage: incident.stage, automatic });
  }
  if (!isNewService && incident.source === 'measured' && outage.source === 'measured') {
    await goOn(ctx, incident, outage);
  }
  const becomesPublic = incident.publishedAt === null && publication.publishedAt !== null;
  if (becomesPublic) await announceIncident(ctx, { incidentId, kind: 'incident.opened' });
  else if (isNewService || impact !== incident.impact) {
    await announceIncident(ctx, { incidentId, kind: 'incident.updated' });
  }
}

async function goOn(ctx: CommandContext, incident: Selectable<IncidentTable>, outage: Outage): Promise<void> {
  const returns = (await listReturns(ctx.db, incident.id)).some(({ serviceId }) => serviceId === outage.serviceId);
  if (outage.endedAt === null) await resumeIncident(ctx, { incident, serviceId: outage.serviceId, returns });
  else if (returns) await noteFlapping(ctx, { incidentId: incident.id, stage: incident.stage });
}

/** An incident that is over lasts as long as the outages that are found to belong to it. */
function laterEnd(resolvedAt: number | null, endedAt: number | null): number | null {
  return resolvedAt === null || endedAt === null ? resolvedAt : Math.max(resolvedAt, endedAt);
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
