import { findOutage, type Outage } from '#db/queries/outages';
import { type FailureSpan, type PlannedOutage, planOutages } from '#domain/watching/plan-outages';
import { alertOutage } from './alert-operators.ts';
import { announceOutage } from './announce-outage.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import type { CommandContext } from './context.ts';
import { joinOutageToIncident } from './join-outage-to-incident.ts';
import { markPublicChange } from './mark-public-change.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';
import { tellMeasuredOutage } from './tell-measured-outage.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

/**
 * Brings the open measured outage of a service in line with the failing spans of its checks: phases, end, and what follows from
 * them for the incident. When the spans fall apart, each further piece becomes an outage of its own.
 */
export async function settleMeasuredOutage(
  ctx: CommandContext,
  input: {
    readonly serviceId: string;
    /** Why it ends, where no check saw the service work again. */
    readonly endReason?: string;
  },
): Promise<void> {
  const open = await ctx.db
    .selectFrom('outage')
    .select('id')
    .where('serviceId', '=', input.serviceId)
    .where('source', '=', 'measured')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  const outage = open && (await findOutage(ctx.db, open.id));
  if (!outage) return;
  const [first, ...further] = planOutages(await listSpans(ctx, outage.id));
  if (!first || (further.length === 0 && isAsPlanned(outage, first))) return;
  await bringInLine(ctx, { outage, planned: first, endReason: input.endReason ?? ENDED });
  const ended = first.endedAt === null ? [] : [outage.id];
  for (const planned of further) {
    const id = await addOutage(ctx, outage, planned);
    if (planned.endedAt !== null) ended.push(id);
  }
  // Ends come last: an incident whose next outage has begun is not over.
  for (const outageId of ended) await announceEnd(ctx, outageId);
}

async function listSpans(ctx: CommandContext, outageId: string): Promise<FailureSpan[]> {
  return ctx.db
    .selectFrom('checkFailure')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkFailure.checkId')
    .select(['checkId', 'startedAt', 'endedAt', 'impact', 'surface'])
    .where('outageId', '=', outageId)
    .execute();
}

interface Alignment {
  readonly outage: Outage;
  readonly planned: PlannedOutage;
  readonly endReason: string;
}

async function bringInLine(ctx: CommandContext, { outage, planned, endReason }: Alignment): Promise<void> {
  const isNew = outage.revision === 0;
  await ctx.db
    .updateTable('outage')
    .set({ startedAt: planned.startedAt, endedAt: planned.endedAt, state: planned.state })
    .where('id', '=', outage.id)
    .execute();
  await writeOutagePhases(ctx, { outageId: outage.id, phases: planned.phases });
  const reason = isNew ? OPENED : planned.endedAt === null ? CHANGED : endReason;
  await appendOutageRevision(ctx, { outageId: outage.id, reason });
  await markPublicChange(ctx);
  if (isNew) await tellMeasuredOutage(ctx, { outageId: outage.id });
  // A service that got worse makes its incident worse.
  else if (planned.state !== outage.state && outage.incidentId !== null) {
    await joinOutageToIncident(ctx, { outageId: outage.id });
  }
}

const OPENED = 'Failed checks confirmed it.';
const CHANGED = 'Other checks of the service began or ceased to fail.';
const ENDED = 'Checks confirmed that the service works again.';

async function addOutage(ctx: CommandContext, previous: Outage, planned: PlannedOutage): Promise<string> {
  const id = ctx.newId();
  const checkId = planned.spans[0]?.checkId ?? previous.checkId;
  const now = ctx.now();
  const { startedAt, endedAt, state } = planned;
  await ctx.db
    .insertInto('outage')
    .values({
      ...{ id, serviceId: previous.serviceId, checkId, source: 'measured', state, startedAt, endedAt },
      ...{ revision: 0, createdAt: now, updatedAt: now },
    })
    .execute();
  for (const span of planned.spans) {
    await ctx.db
      .updateTable('checkFailure')
      .set({ outageId: id })
      .where('checkId', '=', span.checkId)
      .where('startedAt', '=', span.startedAt)
      .execute();
  }
  await writeOutagePhases(ctx, { outageId: id, phases: planned.phases });
  await appendOutageRevision(ctx, { outageId: id, reason: OPENED });
  await tellMeasuredOutage(ctx, { outageId: id });
  return id;
}

async function announceEnd(ctx: CommandContext, outageId: string): Promise<void> {
  const ended = await findOutage(ctx.db, outageId);
  if (ended?.incidentId === null && !(await tellMeasuredOutage(ctx, { outageId })).told) return;
  await announceOutage(ctx, { outageId, kind: 'outage.ended' });
  await alertOutage(ctx, { outageId, kind: 'ended' });
  const outage = await findOutage(ctx.db, outageId);
  if (outage?.incidentId) await resolveRecoveredIncident(ctx, { incidentId: outage.incidentId });
}

function isAsPlanned(outage: Outage, planned: PlannedOutage): boolean {
  const facts = ({ startedAt, endedAt, state, surfaces }: Outage['phases'][number] | PlannedOutage['phases'][number]) =>
    [startedAt, endedAt, state, surfaces.join()].join('|');
  return (
    outage.phases.length > 0 &&
    outage.endedAt === planned.endedAt &&
    outage.phases.map(facts).join() === planned.phases.map(facts).join()
  );
}
