import { findOutage } from '#db/queries/outages';
import { alertMeasuredOutage } from './alert-measured-outage.ts';
import { alertMerged } from './alert-merged.ts';
import { announceOutages } from './announce-outages.ts';
import type { CommandContext } from './context.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';
import { raiseMeasuredOutage } from './tell-measured-outage.ts';
import type { EndedService } from './tell-partly-over.ts';

/** What one round of judging did to measured outages, and is still to be told. */
export interface OutageChanges {
  /** Outages that began and raised what there was to raise. */
  readonly started: readonly string[];
  readonly ended: readonly EndedOutage[];
}

export interface EndedOutage extends EndedService {
  readonly outageId: string;
  /** It turned out to be none. */
  readonly takenBack?: {
    readonly incidentId: string | null;
    readonly wasOpen: boolean;
    /** The one it is part of. */
    readonly intoId: string | null;
  };
}

interface OverOutage extends EndedService {
  readonly incidentId: string;
}

/** Tells what a round of judging came to: each beginning and end, and once for each incident how it goes on. */
export async function tellOutageChanges(ctx: CommandContext, changes: OutageChanges): Promise<void> {
  const late: string[] = [];
  const told: EndedOutage[] = [];
  for (const end of changes.ended) {
    if (end.takenBack) {
      if (end.takenBack.wasOpen) told.push(end);
      continue;
    }
    const outage = await findOutage(ctx.db, end.outageId);
    if (outage?.incidentId === null) {
      if (!(await raiseMeasuredOutage(ctx, end)).told) continue;
      late.push(end.outageId);
    }
    told.push(end);
  }
  await announceOutages(ctx, { outageIds: [...changes.started, ...late], kind: 'outage.started' });
  await announceOutages(ctx, { outageIds: told.map(({ outageId }) => outageId), kind: 'outage.ended' });
  await alertEnds(ctx, [...told, ...changes.ended.filter(({ takenBack }) => takenBack?.wasOpen === false)]);
  // Incidents come last: one whose next outage has begun is not over.
  const over = await listOver(ctx, changes.ended);
  for (const [incidentId, ended] of Map.groupBy(over, (one) => one.incidentId)) {
    await resolveRecoveredIncident(ctx, { incidentId, ended });
  }
}

async function alertEnds(ctx: CommandContext, ended: readonly EndedOutage[]): Promise<void> {
  for (const { outageId, lastWord, takenBack } of ended) {
    const intoId = takenBack?.intoId ?? null;
    if (intoId !== null) await alertMerged(ctx, { outageId, intoId });
    else if (lastWord !== 'merged') await alertMeasuredOutage(ctx, { outageId, kind: 'ended', lastWord });
  }
}

async function listOver(ctx: CommandContext, ended: readonly EndedOutage[]): Promise<OverOutage[]> {
  const over: OverOutage[] = [];
  for (const { outageId, serviceId, lastWord, takenBack } of ended) {
    const incidentId = takenBack ? takenBack.incidentId : (await findOutage(ctx.db, outageId))?.incidentId;
    if (incidentId) over.push({ incidentId, serviceId, lastWord });
  }
  return over;
}
