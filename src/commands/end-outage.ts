import { announceOutages } from './announce-outages.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { lockStatedOutage } from './lock-stated-outage.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';
import { writeAudit } from './write-audit.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

export interface EndOutageInput {
  readonly outageId: string;
  readonly endedAt: number;
}

/** Ends an outage that a person declared; an incident of our checks that only waited for it is resolved. */
export function endOutage(ctx: CommandContext, input: EndOutageInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { incidentId, serviceId } = await endStatedOutage(ctx, input);
    if (incidentId !== null) await resolveRecoveredIncident(ctx, { incidentId, ended: [{ serviceId }] });
  });
}

/** Ends a declared outage alone; what becomes of its incident is the caller's to say. */
export async function endStatedOutage(
  ctx: CommandContext,
  input: EndOutageInput,
): Promise<{ readonly incidentId: string | null; readonly serviceId: string }> {
  const outage = await lockStatedOutage(ctx, input);
  const { outageId, endedAt } = input;
  if (outage.endedAt !== null) throw new DomainError('closed', 'This outage has ended already.');
  const last = outage.phases.at(-1);
  if (endedAt > ctx.now()) throw new DomainError('invalid', 'An outage cannot end in the future.', 'endedAt');
  if (last === undefined || endedAt <= last.startedAt) {
    throw new DomainError('invalid', 'An outage must end after its last phase began.', 'endedAt');
  }
  await ctx.db.updateTable('outage').set({ endedAt }).where('id', '=', outageId).execute();
  await writeOutagePhases(ctx, { outageId, phases: [...outage.phases.slice(0, -1), { ...last, endedAt }] });
  await appendOutageRevision(ctx, { outageId, reason: 'Declared over.' });
  await announceOutages(ctx, { outageIds: [outageId], kind: 'outage.ended' });
  await writeAudit(ctx, { action: 'end-outage', subjectKind: 'outage', subjectId: outageId, detail: { endedAt } });
  return { incidentId: outage.incidentId, serviceId: outage.serviceId };
}
