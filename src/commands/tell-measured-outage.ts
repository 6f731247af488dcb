import { findUnexplainedStart, listUntoldOutages } from '#db/queries/maintenance-outages';
import { findOutage } from '#db/queries/outages';
import { alertMeasuredOutage } from './alert-measured-outage.ts';
import { announceOutages } from './announce-outages.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { explainDependents } from './explain-outage.ts';
import { joinOutageToIncident } from './join-outage-to-incident.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/**
 * Raises what a measured outage raises: its incident and the alarm; its notice is the caller's. Nothing while announced
 * maintenance explains all that our checks saw; the outage stays on record, and is told once it goes beyond.
 */
export async function raiseMeasuredOutage(
  ctx: CommandContext,
  input: { readonly outageId: string },
): Promise<{ readonly told: boolean }> {
  const { outageId } = input;
  const outage = await findOutage(ctx.db, outageId);
  if (!outage || (await findUnexplainedStart(ctx.db, outage, ctx.now())) === undefined) return { told: false };
  await joinOutageToIncident(ctx, { outageId });
  const joined = await findOutage(ctx.db, outageId);
  if (joined) await explainDependents(ctx, joined);
  await alertMeasuredOutage(ctx, { outageId, kind: 'started' });
  return { told: true };
}

/** Raises the outages that outlast the maintenance which explained them so far; returns their ids. */
export async function tellOverruns(ctx: CommandContext): Promise<string[]> {
  const told: string[] = [];
  for (const { id } of await listUntoldOutages(ctx.db)) if (await tellOverrun(ctx, id)) told.push(id);
  return told;
}

function tellOverrun(ctx: CommandContext, outageId: string): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const outage = await findOutage(ctx.db, outageId);
    // Another process told it, or it ended meanwhile and was told or settled with its end.
    if (!outage || outage.incidentId !== null || outage.endedAt !== null) return false;
    const { told } = await raiseMeasuredOutage(ctx, { outageId });
    if (told) await announceOutages(ctx, { outageIds: [outageId], kind: 'outage.started' });
    return told;
  });
}
