import type { Explanation } from '#db/queries/explanations';
import { listJoinableIncidents } from '#db/queries/joinable-incidents';
import { findUnexplainedStart } from '#db/queries/maintenance-outages';
import { findOutage, type Outage } from '#db/queries/outages';
import { findService, type Service } from '#db/queries/services';
import { OPERATORS } from '#domain/audience';
import { chooseIncident } from '#domain/watching/join-incident';
import { addOutageToIncident } from './add-outage-to-incident.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { explainOutage } from './explain-outage.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { openIncidentOfOutage } from './open-incident-of-outage.ts';

export interface JoinedIncident {
  readonly incidentId: string;
  readonly opened: boolean;
}

/**
 * Puts an outage into the incident of the same event, or opens one as its service says. For an outage that has an incident
 * already, the incident is brought in line with it.
 */
export function joinOutageToIncident(
  ctx: CommandContext,
  input: { readonly outageId: string; readonly title?: string },
): Promise<JoinedIncident> {
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const { outage, service } = await loadOutage(ctx, input.outageId);
    const explanation = outage.incidentId === null ? await explainOutage(ctx, outage) : undefined;
    const incidentId = outage.incidentId ?? (await findIncidentOf(ctx, { outage, service, explanation }));
    if (incidentId === undefined) {
      return {
        incidentId: await openIncidentOfOutage(ctx, { outage, service, title: input.title ?? '' }),
        opened: true,
      };
    }
    const causeId = explanation?.incidentId === incidentId ? explanation.serviceId : null;
    await addOutageToIncident(ctx, { incidentId, outage, service, causeId });
    return { incidentId, opened: false };
  });
}

async function loadOutage(ctx: CommandContext, id: string): Promise<{ outage: Outage; service: Service }> {
  const outage = await findOutage(ctx.db, id);
  const service = outage && (await findService(ctx.db, OPERATORS, outage.serviceId));
  if (!service) throw new DomainError('not-found', 'There is no such outage.');
  if (outage.source !== 'measured') return { outage, service };
  // For the incident an outage begins where announced maintenance no longer explains it.
  const startedAt = (await findUnexplainedStart(ctx.db, outage, ctx.now())) ?? outage.startedAt;
  return { outage: { ...outage, startedAt }, service };
}

interface Search {
  readonly outage: Outage;
  readonly service: Service;
  readonly explanation: Explanation | undefined;
}

async function findIncidentOf(
  ctx: CommandContext,
  { outage, service, explanation }: Search,
): Promise<string | undefined> {
  const { startedAt, endedAt } = outage;
  const { incidentMode } = service;
  const flapMs = outage.source === 'measured' ? service.flapMs : 0;
  const joinable = await listJoinableIncidents(ctx.db, service, { startedAt, endedAt, flapMs });
  // Only one the readers of both may know; otherwise each has its own.
  const explained = joinable.find(({ id, resolvedAt }) => id === explanation?.incidentId && resolvedAt === null);
  return (explained ?? chooseIncident({ serviceId: service.id, startedAt, endedAt, incidentMode, flapMs }, joinable))
    ?.id;
}
