import { announceOccurrence } from './announce-occurrence.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockOccurrence, readMaintenanceReason } from './lock-maintenance.ts';
import { markPublicChange } from './mark-public-change.ts';
import { setOccurrence } from './set-occurrence.ts';
import { writeAudit } from './write-audit.ts';

export interface EndMaintenanceInput {
  readonly occurrenceId: string;
  /** When it really ended; null for now. Never later than announced: what lasts longer is an outage. */
  readonly endedAt: number | null;
  readonly reason: string;
}

/** Ends maintenance earlier than announced, now or, told afterwards, in the past; from then on it explains nothing. */
export function endMaintenance(ctx: CommandContext, input: EndMaintenanceInput): Promise<void> {
  return inTransaction(ctx, async (open) => {
    requireOperator(open, 'incidents');
    const reason = readMaintenanceReason(input.reason);
    const { ctx, maintenance, occurrence } = await lockOccurrence(open, input.occurrenceId);
    const now = ctx.now();
    const { startsAt, endsAt, stage } = occurrence;
    if (stage === 'cancelled') throw new DomainError('closed', 'It was cancelled.');
    if (startsAt >= now) throw new DomainError('closed', 'It has not begun: cancel it instead.');
    const endedAt = input.endedAt ?? now;
    if (endedAt <= startsAt || endedAt > now || endedAt >= endsAt) {
      throw new DomainError(
        'invalid',
        'The end lies after its start, and before now and the announced end.',
        'endedAt',
      );
    }
    const window = { startedAt: startsAt, endedAt };
    await setOccurrence(ctx, occurrence, { stage: 'done', endsAt: endedAt, endedAt, reason });
    await announceOccurrence(ctx, { occurrenceId: occurrence.id, serviceIds: maintenance.serviceIds, window });
    await markPublicChange(ctx);
    await writeAudit(ctx, {
      action: 'end-maintenance',
      subjectKind: 'maintenance',
      subjectId: maintenance.id,
      detail: { occurrenceId: occurrence.id, announcedEnd: endsAt, endedAt, reason },
    });
  });
}
