import { findOutage } from '#db/queries/outages';
import { appendOutageRevision } from './append-outage-revision.ts';
import type { CommandContext } from './context.ts';
import { dateIncident } from './date-incident.ts';
import { dropUnsentAlerts } from './drop-unsent-alerts.ts';
import { unexplainDependents } from './explain-outage.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

/**
 * Takes back a measured outage that turned out to be none: it counts nowhere any more, but stays in the books with its reason.
 * What becomes of its incident is the caller's to say, and whoever heard of its beginning is to hear of its end from him.
 */
export async function takeBackOutage(
  ctx: CommandContext,
  { outageId, reason }: { readonly outageId: string; readonly reason: string },
): Promise<{ readonly incidentId: string | null; readonly wasOpen: boolean } | undefined> {
  const outage = await findOutage(ctx.db, outageId);
  if (!outage || outage.retractedAt !== null) return undefined;
  const now = ctx.now();
  const wasOpen = outage.endedAt === null;
  if (wasOpen) {
    const last = outage.phases.at(-1);
    const endedAt = Math.max(now, (last?.startedAt ?? outage.startedAt) + 1);
    await ctx.db.updateTable('outage').set({ endedAt }).where('id', '=', outageId).execute();
    const phases = last ? [...outage.phases.slice(0, -1), { ...last, endedAt }] : [];
    await writeOutagePhases(ctx, { outageId, phases });
  }
  await ctx.db.updateTable('outage').set({ retractedAt: now }).where('id', '=', outageId).execute();
  await appendOutageRevision(ctx, { outageId, reason });
  await dropUnsentAlerts(ctx, outageId);
  await unexplainDependents(ctx, outageId);
  await markPublicChange(ctx);
  if (outage.incidentId !== null) await dateIncident(ctx, outage.incidentId);
  return { incidentId: outage.incidentId, wasOpen };
}
