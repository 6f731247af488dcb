import { findOutage } from '#db/queries/outages';
import type { LastWord } from '#domain/watching/automatic-text';
import { announceOutage } from './announce-outage.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import type { CommandContext } from './context.ts';
import { unexplainDependents } from './explain-outage.ts';
import { markPublicChange } from './mark-public-change.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

/** Takes back a measured outage that turned out to be none: it counts nowhere any more, but stays in the books with its reason. */
export async function takeBackOutage(
  ctx: CommandContext,
  input: { readonly outageId: string; readonly reason: string; readonly lastWord?: LastWord },
): Promise<void> {
  const { outageId, reason, lastWord = 'mistaken' } = input;
  const outage = await findOutage(ctx.db, outageId);
  if (!outage || outage.retractedAt !== null) return;
  const now = ctx.now();
  if (outage.endedAt === null) {
    const last = outage.phases.at(-1);
    const endedAt = Math.max(now, (last?.startedAt ?? outage.startedAt) + 1);
    await ctx.db.updateTable('outage').set({ endedAt }).where('id', '=', outageId).execute();
    const phases = last ? [...outage.phases.slice(0, -1), { ...last, endedAt }] : [];
    await writeOutagePhases(ctx, { outageId, phases });
    // Subscribers who heard of its beginning hear of its end.
    await announceOutage(ctx, { outageId, kind: 'outage.ended' });
  }
  await ctx.db.updateTable('outage').set({ retractedAt: now }).where('id', '=', outageId).execute();
  await appendOutageRevision(ctx, { outageId, reason });
  await ctx.db.deleteFrom('outageAlert').where('outageId', '=', outageId).where('toldAt', 'is', null).execute();
  await unexplainDependents(ctx, outageId);
  await markPublicChange(ctx);
  if (outage.incidentId !== null) await resolveRecoveredIncident(ctx, { incidentId: outage.incidentId, lastWord });
}
