import { announceOccurrence } from './announce-occurrence.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockOccurrence } from './lock-maintenance.ts';
import { setOccurrence } from './set-occurrence.ts';
import { writeAudit } from './write-audit.ts';

/** Begins maintenance before its time: what lies between now and its announced start is announced now, without any notice. */
export function startMaintenance(ctx: CommandContext, input: { readonly occurrenceId: string }): Promise<void> {
  return inTransaction(ctx, async (open) => {
    requireOperator(open, 'incidents');
    const { ctx, maintenance, occurrence } = await lockOccurrence(open, input.occurrenceId);
    const now = ctx.now();
    if (occurrence.stage !== 'scheduled') throw new DomainError('closed', 'It has begun already, or is over.');
    const window = { startedAt: Math.min(now, occurrence.startsAt), endedAt: occurrence.endsAt };
    await setOccurrence(ctx, occurrence, { stage: 'in-progress', startsAt: window.startedAt, startedAt: now });
    await announceOccurrence(ctx, { occurrenceId: occurrence.id, serviceIds: maintenance.serviceIds, window });
    await writeAudit(ctx, {
      action: 'start-maintenance',
      subjectKind: 'maintenance',
      subjectId: maintenance.id,
      detail: { occurrenceId: occurrence.id, announcedStart: occurrence.startsAt, startedAt: now },
    });
  });
}
