import { listOpenOccurrences, type Maintenance, type MaintenanceOccurrence } from '#db/queries/maintenance';
import { announceOccurrence } from './announce-occurrence.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockMaintenance, lockOccurrence, readMaintenanceReason } from './lock-maintenance.ts';
import { setOccurrence } from './set-occurrence.ts';
import { writeAudit } from './write-audit.ts';

/**
 * Cancels one occurrence: one to come, or one that is over and never took place. What was announced of it stays readable and
 * explains nothing any more.
 */
export function cancelOccurrence(
  ctx: CommandContext,
  input: { readonly occurrenceId: string; readonly reason: string },
): Promise<void> {
  return inTransaction(ctx, async (open) => {
    requireOperator(open, 'incidents');
    const reason = readMaintenanceReason(input.reason);
    const { ctx, maintenance, occurrence } = await lockOccurrence(open, input.occurrenceId);
    if (occurrence.stage === 'cancelled') throw new DomainError('already-decided', 'It was cancelled already.');
    if (occurrence.stage === 'in-progress') throw new DomainError('closed', 'It is going on: end it instead.');
    await cancelOne(ctx, { maintenance, occurrence, reason });
    if (maintenance.rrule !== null) await skipDay(ctx, maintenance, occurrence.plannedLocal.slice(0, 10));
    await writeAudit(ctx, {
      action: 'cancel-maintenance',
      subjectKind: 'maintenance',
      subjectId: maintenance.id,
      detail: { occurrenceId: occurrence.id, startedAt: occurrence.startsAt, endedAt: occurrence.endsAt, reason },
    });
  });
}

/** Ends a series: nothing of it happens any more but what is going on now. */
export function cancelSeries(
  ctx: CommandContext,
  input: { readonly maintenanceId: string; readonly reason: string },
): Promise<void> {
  return inTransaction(ctx, async (open) => {
    requireOperator(open, 'incidents');
    const reason = readMaintenanceReason(input.reason);
    const { ctx, maintenance } = await lockMaintenance(open, input.maintenanceId);
    if (maintenance.rrule === null) throw new DomainError('invalid', 'This is no series.');
    if (maintenance.cancelledAt !== null) throw new DomainError('already-decided', 'It was cancelled already.');
    const cancelled = { cancelledAt: ctx.now(), cancelReason: reason, revision: maintenance.revision + 1 };
    await ctx.db.updateTable('maintenance').set(cancelled).where('id', '=', maintenance.id).execute();
    for (const occurrence of await listOpenOccurrences(ctx.db, maintenance.id)) {
      if (occurrence.stage === 'scheduled') await cancelOne(ctx, { maintenance, occurrence, reason });
    }
    await writeAudit(ctx, {
      action: 'cancel-maintenance-series',
      subjectKind: 'maintenance',
      subjectId: maintenance.id,
      detail: { reason },
    });
  });
}

interface Cancelling {
  readonly maintenance: Maintenance;
  readonly occurrence: MaintenanceOccurrence;
  readonly reason: string;
}

async function cancelOne(ctx: CommandContext, { maintenance, occurrence, reason }: Cancelling): Promise<void> {
  const { id: occurrenceId } = occurrence;
  await setOccurrence(ctx, occurrence, { stage: 'cancelled', reason });
  await announceOccurrence(ctx, { occurrenceId, serviceIds: maintenance.serviceIds, window: null });
}

/** So that the series does not bring it back. */
async function skipDay(ctx: CommandContext, { id, skippedDays }: Maintenance, day: string): Promise<void> {
  const days = [...new Set([...skippedDays, day])].toSorted();
  await ctx.db
    .updateTable('maintenance')
    .set({ skippedDays: JSON.stringify(days) })
    .where('id', '=', id)
    .execute();
}
