import { type Instant, instantOfLocal, MINUTE_MS } from '#domain/time';
import { announceOccurrence } from './announce-occurrence.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { type LockedOccurrence, lockOccurrence } from './lock-maintenance.ts';
import { refuseDistance, refuseDuration } from './read-schedule.ts';
import { setOccurrence } from './set-occurrence.ts';
import { writeAudit } from './write-audit.ts';

export interface MoveOccurrenceInput {
  readonly occurrenceId: string;
  /** Local time of the series' zone. */
  readonly startsLocal: string;
  readonly durationMinutes: number;
}

/** Gives one occurrence of a series a time of its own; the series and its other occurrences stay as they are. */
export function moveOccurrence(ctx: CommandContext, input: MoveOccurrenceInput): Promise<void> {
  return inTransaction(ctx, async (open) => {
    requireOperator(open, 'incidents');
    const locked = await lockOccurrence(open, input.occurrenceId);
    const { ctx, maintenance, occurrence } = locked;
    const window = readWindow(input, locked, ctx.now());
    await setOccurrence(ctx, occurrence, { startsAt: window.startedAt, endsAt: window.endedAt });
    await announceOccurrence(ctx, { occurrenceId: occurrence.id, serviceIds: maintenance.serviceIds, window });
    await writeAudit(ctx, {
      action: 'move-maintenance',
      subjectKind: 'maintenance',
      subjectId: maintenance.id,
      detail: {
        occurrenceId: occurrence.id,
        before: { startedAt: occurrence.startsAt, endedAt: occurrence.endsAt },
        after: window,
      },
    });
  });
}

function readWindow(input: MoveOccurrenceInput, { maintenance, occurrence }: LockedOccurrence, now: Instant) {
  const { startsLocal, durationMinutes } = input;
  if (occurrence.stage !== 'scheduled' && occurrence.stage !== 'in-progress') {
    throw new DomainError('closed', 'It is over: its times stay as they were.');
  }
  const at = instantOfLocal(startsLocal, maintenance.zone);
  if (at === null) throw new DomainError('invalid', `There is no such time in ${maintenance.zone}.`, 'startsLocal');
  refuseDuration(durationMinutes);
  refuseDistance(at, now);
  const hasBegun = occurrence.stage === 'in-progress' || occurrence.startsAt <= now;
  if (hasBegun && Math.floor(at / MINUTE_MS) !== Math.floor(occurrence.startsAt / MINUTE_MS)) {
    throw new DomainError('invalid', 'It has begun: its start stays as it was.', 'startsLocal');
  }
  const startedAt = hasBegun ? occurrence.startsAt : at;
  const endedAt = at + durationMinutes * MINUTE_MS;
  if (!hasBegun && startedAt <= now) throw new DomainError('invalid', 'This time has passed already.', 'startsLocal');
  if (endedAt <= now)
    throw new DomainError('invalid', 'This end has passed. To end it now, use “End now”.', 'duration');
  return { startedAt, endedAt };
}
