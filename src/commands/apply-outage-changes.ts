import { findOutage, type Outage } from '#db/queries/outages';
import type { LastWord } from '#domain/watching/automatic-text';
import type { PlannedOutage } from '#domain/watching/plan-outages';
import type { OutageChange } from '#domain/watching/reconcile-outages';
import { alertMeasuredOutage } from './alert-measured-outage.ts';
import { announceOutage } from './announce-outage.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import type { CommandContext } from './context.ts';
import { joinOutageToIncident } from './join-outage-to-incident.ts';
import { markPublicChange } from './mark-public-change.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';
import { takeBackOutage } from './take-back-outage.ts';
import { tellMeasuredOutage } from './tell-measured-outage.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

export interface ApplyOutageChangesInput {
  readonly serviceId: string;
  readonly known: readonly Outage[];
  readonly changes: readonly OutageChange[];
  readonly reason: string | undefined;
  readonly endReason: string | undefined;
  readonly ownFault: boolean | undefined;
  readonly retractReason: string | undefined;
}

const OPENED = 'Failed checks confirmed it.';
const CHANGED = 'Other checks of the service began or ceased to fail.';
const ENDED = 'Checks confirmed that the service works again.';
const GOES_ON = 'Another check had seen it go on.';
const NOT_PLANNED = 'The rule of the service does not count it any more.';

/** Writes what has become of the measured outages of a service, with all that follows for incidents and messages. */
export async function applyOutageChanges(ctx: CommandContext, input: ApplyOutageChangesInput): Promise<void> {
  const byId = new Map(input.known.map((outage) => [outage.id, outage]));
  const ended: string[] = [];
  for (const change of input.changes) {
    if (change.kind === 'retract') {
      const reason =
        change.intoId === null ? (input.reason ?? input.retractReason ?? NOT_PLANNED) : 'It is part of another outage.';
      const lastWord = change.intoId !== null ? 'merged' : input.ownFault ? 'mistaken' : 'uncounted';
      await takeBackOutage(ctx, { outageId: change.outageId, reason, lastWord });
    } else if (change.kind === 'add') {
      const id = await addOutage(ctx, input.serviceId, change.planned);
      if (change.planned.endedAt !== null) ended.push(id);
    } else {
      const outage = byId.get(change.outageId);
      if (outage) await changeOutage(ctx, { ...input, outage, planned: change.planned });
      if (change.planned.endedAt !== null && outage?.endedAt === null) ended.push(change.outageId);
    }
  }
  // Ends come last: an incident whose next outage has begun is not over.
  const lastWord = input.endReason === undefined ? undefined : 'unwatched';
  for (const outageId of ended) await announceEnd(ctx, { outageId, lastWord });
}

async function addOutage(ctx: CommandContext, serviceId: string, planned: PlannedOutage): Promise<string> {
  const id = ctx.newId();
  const now = ctx.now();
  const { startedAt, endedAt, state, checkId, phases } = planned;
  await ctx.db
    .insertInto('outage')
    .values({
      ...{ id, serviceId, checkId, source: 'measured', state, startedAt, endedAt },
      ...{ revision: 0, createdAt: now, updatedAt: now },
    })
    .execute();
  await writeOutagePhases(ctx, { outageId: id, phases });
  await appendOutageRevision(ctx, { outageId: id, reason: OPENED });
  await markPublicChange(ctx);
  await tellMeasuredOutage(ctx, { outageId: id });
  return id;
}

interface ChangedOutage {
  readonly outage: Outage;
  readonly planned: PlannedOutage;
  readonly reason: string | undefined;
  readonly endReason: string | undefined;
}

async function changeOutage(ctx: CommandContext, change: ChangedOutage): Promise<void> {
  const { outage, planned, reason } = change;
  const { startedAt, endedAt, state, phases } = planned;
  await ctx.db.updateTable('outage').set({ startedAt, endedAt, state }).where('id', '=', outage.id).execute();
  await writeOutagePhases(ctx, { outageId: outage.id, phases });
  await appendOutageRevision(ctx, { outageId: outage.id, reason: reason ?? reasonOf(change) });
  await markPublicChange(ctx);
  const goesOn = outage.endedAt !== null && endedAt === null;
  if (outage.incidentId === null) return;
  // A service that got worse makes its incident worse.
  if (goesOn || state !== outage.state) await joinOutageToIncident(ctx, { outageId: outage.id });
}

function reasonOf({ outage, planned, endReason }: ChangedOutage): string {
  if (outage.endedAt === planned.endedAt) return CHANGED;
  return outage.endedAt === null ? (endReason ?? ENDED) : GOES_ON;
}

async function announceEnd(
  ctx: CommandContext,
  { outageId, lastWord }: { readonly outageId: string; readonly lastWord: LastWord | undefined },
): Promise<void> {
  const ended = await findOutage(ctx.db, outageId);
  if (ended?.incidentId === null && !(await tellMeasuredOutage(ctx, { outageId })).told) return;
  await announceOutage(ctx, { outageId, kind: 'outage.ended' });
  await alertMeasuredOutage(ctx, { outageId, kind: 'ended' });
  const outage = await findOutage(ctx.db, outageId);
  if (outage?.incidentId) await resolveRecoveredIncident(ctx, { incidentId: outage.incidentId, lastWord });
}
