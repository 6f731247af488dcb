import { findUnexplainedStart } from '#db/queries/maintenance-outages';
import { findOutage } from '#db/queries/outages';
import { problemOfPhases, type StatedStretch, spanOfPhases } from '#domain/incidents/stated-phases';
import { announceOutages } from './announce-outages.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { dateIncident } from './date-incident.ts';
import { joinOutageToIncident } from './join-outage-to-incident.ts';
import { lockStatedOutage, requireReason } from './lock-stated-outage.ts';
import { markPublicChange } from './mark-public-change.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';
import { writeAudit } from './write-audit.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

export interface CorrectOutageInput {
  readonly outageId: string;
  /** The revision the operator looked at. */
  readonly revision: number;
  readonly reason: string;
  /** All phases as they should stand, oldest first. */
  readonly phases: readonly StatedStretch[];
}

/** Puts an outage right: what it said before stays in its revisions, and its id does not change. */
export function correctOutage(ctx: CommandContext, input: CorrectOutageInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const before = await lockStatedOutage(ctx, input);
    const { outageId, phases } = input;
    const reason = requireReason(input.reason);
    const problem = problemOfPhases(phases, ctx.now());
    if (problem) throw new DomainError('invalid', problem, 'phases');
    const span = spanOfPhases(phases);
    if (before.source === 'measured' && span.endedAt === null) {
      throw new DomainError('invalid', 'Our checks call this outage over: it needs an end.', 'phases');
    }
    const keptUntil = before.source === 'measured' ? Math.max(before.endedAt ?? 0, span.endedAt ?? 0) : null;
    await ctx.db
      .updateTable('outage')
      .set({ ...span, keptUntil })
      .where('id', '=', outageId)
      .execute();
    await writeOutagePhases(ctx, { outageId, phases });
    await appendOutageRevision(ctx, { outageId, reason });
    if (!(await isMaintenanceAlone(ctx, outageId))) await joinOutageToIncident(ctx, { outageId });
    const { incidentId } = before;
    if (incidentId !== null) await dateIncident(ctx, incidentId);
    if (before.endedAt === null && span.endedAt !== null) await tellOfEnd(ctx, outageId);
    await markPublicChange(ctx);
    const { startedAt, endedAt, state } = before;
    const detail = { reason, before: { startedAt, endedAt, state }, after: span };
    await writeAudit(ctx, { action: 'correct-outage', subjectKind: 'outage', subjectId: outageId, detail });
  });
}

/** Whether an outage of our checks was told to nobody, and as corrected still is to be told to nobody. */
async function isMaintenanceAlone(ctx: CommandContext, outageId: string): Promise<boolean> {
  const outage = await findOutage(ctx.db, outageId);
  if (outage?.source !== 'measured' || outage.incidentId !== null) return false;
  return (await findUnexplainedStart(ctx.db, outage, ctx.now())) === undefined;
}

async function tellOfEnd(ctx: CommandContext, outageId: string): Promise<void> {
  await announceOutages(ctx, { outageIds: [outageId], kind: 'outage.ended' });
  const outage = await findOutage(ctx.db, outageId);
  if (outage?.incidentId) await resolveRecoveredIncident(ctx, { incidentId: outage.incidentId, ended: [outage] });
}
