import { listOutagesOfIncidents, type Outage } from '#db/queries/outages';
import { listServicesByIds, type Service } from '#db/queries/services';
import { widestVisibility, worstImpact } from '#domain/incidents/impact';
import { MINUTE_MS } from '#domain/time';
import { impactOf } from '#domain/watching/join-incident';
import type { IncidentImpact, Language } from '#domain/words';
import { announceIncident } from './announce-incident.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { lockIncident } from './lock-incident.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

export interface EditIncidentInput {
  readonly incidentId: string;
  /** Empty: worded from the services for each reader. */
  readonly title: string;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  readonly serviceIds: readonly string[];
  readonly startedAt: number;
}

/** Changes what an incident says of itself; never to less than its outages show. */
export function editIncident(ctx: CommandContext, input: EditIncidentInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const before = await lockIncident(ctx, input.incidentId);
    const { incidentId, impact, lang } = input;
    const startedAt = startOf(input, before);
    const title = input.title.trim();
    const services = await listServicesByIds(ctx.db, input.serviceIds);
    refuseLess(input, { services, outages: await listOutagesOfIncidents(ctx.db, [incidentId]) });
    if (startedAt > (before.resolvedAt ?? ctx.now())) {
      throw new DomainError('invalid', 'An incident begins before it ends, and not in the future.', 'startedAt');
    }
    const visibility = widestVisibility(services.map((service) => service.visibility));
    await ctx.db
      .updateTable('incident')
      .set({ title, lang, impact, startedAt, visibility, updatedAt: ctx.now() })
      .$if(startedAt !== before.startedAt, (query) => query.set({ startSetAt: ctx.now() }))
      .where('id', '=', incidentId)
      .execute();
    await replaceServices(ctx, incidentId, services);
    if (impact !== before.impact) await announceIncident(ctx, { incidentId, kind: 'incident.updated' });
    await markPublicChange(ctx);
    const detail = {
      before: { title: before.title, impact: before.impact, startedAt: before.startedAt },
      after: { title, impact, startedAt, services: services.map((service) => service.slug) },
    };
    await writeAudit(ctx, { action: 'edit-incident', subjectKind: 'incident', subjectId: incidentId, detail });
  });
}

/** A form knows minutes: the same minute leaves the start as exact as it is. */
function startOf({ startedAt }: EditIncidentInput, before: { readonly startedAt: number }): number {
  const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS);
  return minuteOf(startedAt) === minuteOf(before.startedAt) ? before.startedAt : startedAt;
}

interface Evidence {
  readonly services: readonly Service[];
  readonly outages: readonly Outage[];
}

function refuseLess(input: EditIncidentInput, { services, outages }: Evidence): void {
  if (services.length === 0 || services.length < new Set(input.serviceIds).size) {
    throw new DomainError('invalid', 'Choose the services it is about.', 'serviceIds');
  }
  if (outages.some((outage) => !input.serviceIds.includes(outage.serviceId))) {
    throw new DomainError('invalid', 'A service with an outage in this incident stays in it.', 'serviceIds');
  }
  const least = worstImpact(outages.map((outage) => impactOf(outage.state)));
  if (worstImpact([least, input.impact]) !== input.impact) {
    throw new DomainError('invalid', `Its outages make it at least “${least}”.`, 'impact');
  }
}

async function replaceServices(ctx: CommandContext, incidentId: string, services: readonly Service[]): Promise<void> {
  await ctx.db.deleteFrom('incidentService').where('incidentId', '=', incidentId).execute();
  await ctx.db
    .insertInto('incidentService')
    .values(services.map((service) => ({ incidentId, serviceId: service.id })))
    .execute();
}
