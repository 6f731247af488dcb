import type { Selectable } from 'kysely';
import { listFlapping } from '#db/queries/flapping';
import { findLastLine } from '#db/queries/incident-story';
import type { Outage } from '#db/queries/outages';
import type { Service } from '#db/queries/services';
import type { IncidentTable } from '#db/schema/incidents';
import { worstImpact } from '#domain/incidents/impact';
import type { AutomaticText } from '#domain/watching/automatic-text';
import { earlierPublication, impactOf, planPublication } from '#domain/watching/join-incident';
import type { IncidentStage } from '#domain/words';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';
import { noteFlapping } from './note-flapping.ts';
import { noteIncidentNews } from './note-incident-news.ts';
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
  // What only waited to stay well does not any more.
  const awakened =
    outage.endedAt === null && incident.quietAt !== null ? ({ stage: 'investigating', quietAt: null } as const) : {};
  const impact = worstImpact([incident.impact, impactOf(outage.state)]);
  await ctx.db
    .updateTable('incident')
    .set({
      ...{ impact, ...publication, updatedAt: ctx.now(), ...awakened },
      startedAt: incident.startSetAt === null ? Math.min(incident.startedAt, outage.startedAt) : incident.startedAt,
      resolvedAt: incident.source === 'measured' ? laterEnd(incident.resolvedAt, outage.endedAt) : incident.resolvedAt,
    })
    .where('id', '=', incidentId)
    .execute();
  await ctx.db.updateTable('outage').set({ incidentId }).where('id', '=', outage.id).execute();
  const isNewService = await addService(ctx, incidentId, service.id);
  if (outage.source === 'measured')
    await tellStory(ctx, { ...input, incident, stage: awakened.stage ?? incident.stage, isNewService });
  const becomesPublic = incident.publishedAt === null && publication.publishedAt !== null;
  if (becomesPublic) await announceIncident(ctx, { incidentId, kind: 'incident.opened' });
  else if (isNewService || (impact !== incident.impact && !reopens(incident, outage)))
    await noteIncidentNews(ctx, incidentId);
}

/** Whether an incident that was resolved goes on with it, which is told by itself. */
function reopens(
  { source, resolvedAt }: Pick<IncidentTable, 'source' | 'resolvedAt'>,
  outage: Pick<Outage, 'source' | 'endedAt'>,
): boolean {
  return source === 'measured' && resolvedAt !== null && outage.source === 'measured' && outage.endedAt === null;
}

interface Chapter extends AddOutageToIncidentInput {
  readonly incident: Selectable<IncidentTable>;
  readonly stage: IncidentStage;
  readonly isNewService: boolean;
}

async function tellStory(ctx: CommandContext, chapter: Chapter): Promise<void> {
  const { incident, stage, incidentId, outage, service, causeId, isNewService } = chapter;
  const facts = { serviceIds: [service.id], state: outage.state };
  if (isNewService) {
    if (incident.resolvedAt !== null) return;
    const automatic: AutomaticText =
      causeId === null ? { kind: 'joined', ...facts } : { kind: 'explained', ...facts, causeIds: [causeId] };
    await appendAutomaticUpdate(ctx, { incidentId, stage, automatic });
    return;
  }
  const flaps = (await listFlapping(ctx.db, incidentId)).some(({ serviceId }) => serviceId === service.id);
  const said = outage.endedAt === null ? await findLastLine(ctx.db, { incidentId, serviceId: service.id }) : undefined;
  const kind = flaps ? undefined : newsOf(said, outage);
  if (kind) {
    await appendAutomaticUpdate(ctx, { incidentId, stage, automatic: { kind, ...facts } });
    await noteIncidentNews(ctx, incidentId);
  }
  if (incident.source === 'measured' && outage.endedAt === null) await resumeIncident(ctx, { incident, outage, flaps });
  else if (flaps) await noteFlapping(ctx, { incidentId, stage });
}

/** What is new about a service that the incident spoke of before. */
function newsOf(said: AutomaticText | undefined, { state }: Pick<Outage, 'state'>): 'again' | 'worse' | undefined {
  if (said?.remaining) return 'again';
  return said?.state === 'degraded' && state === 'down' ? 'worse' : undefined;
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
