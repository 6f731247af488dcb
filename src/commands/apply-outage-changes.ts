import type { Outage } from '#db/queries/outages';
import type { PlannedOutage } from '#domain/watching/plan-outages';
import type { OutageChange } from '#domain/watching/reconcile-outages';
import { alertMeasuredOutage } from './alert-measured-outage.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import type { CommandContext } from './context.ts';
import { dateIncident } from './date-incident.ts';
import { joinOutageToIncident } from './join-outage-to-incident.ts';
import { markPublicChange } from './mark-public-change.ts';
import { takeBackOutage } from './take-back-outage.ts';
import { raiseMeasuredOutage } from './tell-measured-outage.ts';
import type { EndedOutage, OutageChanges } from './tell-outage-changes.ts';
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

/** Writes what has become of the measured outages of a service; returns what is still to be told of it. */
export async function applyOutageChanges(ctx: CommandContext, input: ApplyOutageChangesInput): Promise<OutageChanges> {
  const { serviceId } = input;
  const byId = new Map(input.known.map((outage) => [outage.id, outage]));
  const started: string[] = [];
  const ended: EndedOutage[] = [];
  const lastWord = input.endReason === undefined ? undefined : 'unwatched';
  for (const change of input.changes) {
    if (change.kind === 'retract') ended.push(...(await takeBack(ctx, input, change)));
    else if (change.kind === 'add') {
      const { outageId, told } = await addOutage(ctx, input, change.planned);
      if (told) started.push(outageId);
      if (change.planned.endedAt !== null) ended.push({ outageId, serviceId, lastWord });
    } else {
      const { outageId, planned } = change;
      const outage = byId.get(outageId);
      if (outage) await changeOutage(ctx, { ...input, outage, planned });
      if (planned.endedAt !== null && outage?.endedAt === null) ended.push({ outageId, serviceId, lastWord });
    }
  }
  return { started, ended };
}

async function takeBack(
  ctx: CommandContext,
  input: ApplyOutageChangesInput,
  { outageId, intoId }: Extract<OutageChange, { readonly kind: 'retract' }>,
): Promise<EndedOutage[]> {
  const isMerged = intoId !== null;
  const reason = isMerged ? 'It is part of another outage.' : (input.reason ?? input.retractReason ?? NOT_PLANNED);
  const takenBack = await takeBackOutage(ctx, { outageId, reason });
  const lastWord = isMerged ? 'merged' : input.ownFault ? 'mistaken' : 'uncounted';
  return takenBack ? [{ outageId, serviceId: input.serviceId, lastWord, takenBack: { ...takenBack, intoId } }] : [];
}

async function addOutage(
  ctx: CommandContext,
  { serviceId, endReason }: ApplyOutageChangesInput,
  planned: PlannedOutage,
): Promise<{ readonly outageId: string; readonly told: boolean }> {
  const outageId = ctx.newId();
  const now = ctx.now();
  const { startedAt, endedAt, state, checkId, phases } = planned;
  await ctx.db
    .insertInto('outage')
    .values({
      ...{ id: outageId, serviceId, checkId, source: 'measured', state, startedAt, endedAt },
      ...{ revision: 0, createdAt: now, updatedAt: now },
      endedUnwatched: endedAt !== null && endReason !== undefined ? 1 : 0,
    })
    .execute();
  await writeOutagePhases(ctx, { outageId, phases });
  await appendOutageRevision(ctx, { outageId, reason: OPENED });
  await markPublicChange(ctx);
  return { outageId, told: (await raiseMeasuredOutage(ctx, { outageId })).told };
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
  const endedUnwatched = isUnwatchedEnd(change) ? 1 : 0;
  await ctx.db
    .updateTable('outage')
    .set({ startedAt, endedAt, state, endedUnwatched })
    .where('id', '=', outage.id)
    .execute();
  await writeOutagePhases(ctx, { outageId: outage.id, phases });
  await appendOutageRevision(ctx, { outageId: outage.id, reason: reason ?? reasonOf(change) });
  await markPublicChange(ctx);
  const goesOn = outage.endedAt !== null && endedAt === null;
  if (outage.incidentId === null) return;
  // A service that got worse makes its incident worse.
  if (goesOn || state !== outage.state) {
    await joinOutageToIncident(ctx, { outageId: outage.id });
    await alertMeasuredOutage(ctx, { outageId: outage.id, kind: 'started' });
  }
  if (startedAt !== outage.startedAt) await dateIncident(ctx, outage.incidentId);
}

function isUnwatchedEnd({ outage, planned, endReason }: ChangedOutage): boolean {
  if (planned.endedAt === null) return false;
  return planned.endedAt === outage.endedAt ? outage.endedUnwatched === 1 : endReason !== undefined;
}

function reasonOf({ outage, planned, endReason }: ChangedOutage): string {
  if (outage.endedAt === planned.endedAt) return CHANGED;
  return outage.endedAt === null ? (endReason ?? ENDED) : GOES_ON;
}
