import type { Outage } from '#db/queries/outages';
import { announceOutages } from './announce-outages.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { dateIncident } from './date-incident.ts';
import { unexplainDependents } from './explain-outage.ts';
import { lockStatedOutage, requireReason } from './lock-stated-outage.ts';
import { markPublicChange } from './mark-public-change.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';
import { writeAudit } from './write-audit.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

export interface RetractOutageInput {
  readonly outageId: string;
  readonly revision: number;
  readonly reason: string;
}

/** Takes an outage back that was none: it counts nowhere any more, but stays in the books with its reason. */
export function retractOutage(ctx: CommandContext, input: RetractOutageInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const outage = await lockStatedOutage(ctx, input);
    const { outageId } = input;
    const reason = requireReason(input.reason);
    if (outage.endedAt === null) await endOpen(ctx, outage);
    const keptUntil = outage.source === 'measured' ? outage.endedAt : null;
    await ctx.db.updateTable('outage').set({ retractedAt: ctx.now(), keptUntil }).where('id', '=', outageId).execute();
    await appendOutageRevision(ctx, { outageId, reason });
    await unexplainDependents(ctx, outageId);
    await markPublicChange(ctx);
    if (outage.incidentId !== null) await settleIncident(ctx, outage.incidentId);
    await writeAudit(ctx, { action: 'retract-outage', subjectKind: 'outage', subjectId: outageId, detail: { reason } });
  });
}

/** Ended and told while it still counts: subscribers who heard of its beginning hear of its end. */
async function endOpen(ctx: CommandContext, outage: Outage): Promise<void> {
  const last = outage.phases.at(-1);
  const endedAt = Math.max(ctx.now(), (last?.startedAt ?? outage.startedAt) + 1);
  await ctx.db.updateTable('outage').set({ endedAt }).where('id', '=', outage.id).execute();
  if (last) {
    const phases = [...outage.phases.slice(0, -1), { ...last, endedAt }];
    await writeOutagePhases(ctx, { outageId: outage.id, phases });
  }
  await announceOutages(ctx, { outageIds: [outage.id], kind: 'outage.ended' });
}

async function settleIncident(ctx: CommandContext, incidentId: string): Promise<void> {
  await dateIncident(ctx, incidentId);
  await resolveRecoveredIncident(ctx, { incidentId });
}
