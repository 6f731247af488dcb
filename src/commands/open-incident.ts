import { listServicesByIds, type Service } from '#db/queries/services';
import { widestVisibility, worstImpact } from '#domain/incidents/impact';
import { problemOfPromise } from '#domain/incidents/moves';
import { impactOf } from '#domain/watching/join-incident';
import type { IncidentImpact, IncidentStage, Language, OutageState } from '#domain/words';
import { announceIncident } from './announce-incident.ts';
import { appendIncidentUpdate } from './append-incident-update.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { declareOutage } from './declare-outage.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { writeAudit } from './write-audit.ts';

export interface OpenIncidentInput {
  readonly title: string;
  readonly lang: Language;
  readonly body: string;
  readonly stage: Exclude<IncidentStage, 'resolved'>;
  /** `none` is an information: no outage can be declared with it. */
  readonly impact: IncidentImpact;
  readonly serviceIds: readonly string[];
  readonly startedAt: number;
  /** What the services are meanwhile; null declares no outage. */
  readonly outageState: OutageState | null;
  readonly publish: 'now' | 'draft';
  readonly nextUpdateDueAt: number | null;
  readonly submissionKey: string;
}

/** Opens an incident a person tells, with its first update, and the outages that person declares with it. */
export function openIncident(ctx: CommandContext, input: OpenIncidentInput): Promise<{ readonly incidentId: string }> {
  return inTransaction(ctx, async (ctx) => {
    requireOperator(ctx, 'incidents');
    await lockOutageChanges(ctx);
    // The key of the form is the id of the incident: sent twice, it is one incident.
    const incidentId = input.submissionKey;
    const sentBefore = await ctx.db.selectFrom('incident').select('id').where('id', '=', incidentId).executeTakeFirst();
    if (sentBefore) return { incidentId };
    const services = await check(ctx, input);
    await insertIncident(ctx, input, services);
    await appendIncidentUpdate(ctx, { ...input, incidentId });
    await announceIncident(ctx, { incidentId, kind: 'incident.opened' });
    await declareOutages(ctx, { ...input, incidentId });
    const { title, impact, publish } = input;
    const detail = { title, impact, publish, services: services.map((service) => service.slug) };
    await writeAudit(ctx, { action: 'open-incident', subjectKind: 'incident', subjectId: incidentId, detail });
    return { incidentId };
  });
}

async function check(ctx: CommandContext, input: OpenIncidentInput): Promise<Service[]> {
  if (input.title.trim() === '') throw new DomainError('invalid', 'Give the incident a title.', 'title');
  if (input.startedAt > ctx.now())
    throw new DomainError('invalid', 'An incident cannot begin in the future.', 'startedAt');
  if (input.impact === 'none' && input.outageState !== null) {
    throw new DomainError('invalid', 'An information has no outage. Choose an impact, or declare no outage.', 'impact');
  }
  const promise = problemOfPromise(input.nextUpdateDueAt, ctx.now());
  if (promise) throw new DomainError('invalid', promise, 'nextUpdateDueAt');
  const services = await listServicesByIds(ctx.db, input.serviceIds);
  if (services.length === 0 || services.length < new Set(input.serviceIds).size) {
    throw new DomainError('invalid', 'Choose the services it is about.', 'serviceIds');
  }
  return services;
}

async function insertIncident(
  ctx: CommandContext,
  input: OpenIncidentInput,
  services: readonly Service[],
): Promise<void> {
  const now = ctx.now();
  const { lang, stage, startedAt, nextUpdateDueAt, outageState } = input;
  await ctx.db
    .insertInto('incident')
    .values({
      ...{ id: input.submissionKey, lang, stage, startedAt, nextUpdateDueAt },
      title: input.title.trim(),
      source: 'declared',
      impact: worstImpact([input.impact, ...(outageState ? [impactOf(outageState)] : [])]),
      visibility: widestVisibility(services.map((service) => service.visibility)),
      locations: '[]',
      publishedAt: input.publish === 'now' ? now : null,
      startSetAt: now,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await ctx.db
    .insertInto('incidentService')
    .values(services.map((service) => ({ incidentId: input.submissionKey, serviceId: service.id })))
    .execute();
}

async function declareOutages(ctx: CommandContext, input: OpenIncidentInput & { readonly incidentId: string }) {
  const { outageState: state, startedAt, incidentId } = input;
  if (state === null) return;
  for (const serviceId of new Set(input.serviceIds)) {
    const facts = { endedAt: null, surfaces: [], locations: [], sharePpm: null, reason: 'Declared with the incident.' };
    await declareOutage(ctx, { ...facts, serviceId, startedAt, state, incidentId });
  }
}
