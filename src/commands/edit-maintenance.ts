import { listOpenOccurrences, type Maintenance, type MaintenanceOccurrence } from '#db/queries/maintenance';
import { occurrencesAhead } from '#domain/maintenance/horizon';
import { type Occurrence, occurrencesBetween, type Schedule } from '#domain/maintenance/series';
import { instantOfLocal, MINUTE_MS } from '#domain/time';
import { announceOccurrence } from './announce-occurrence.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { insertOccurrences } from './insert-occurrences.ts';
import { lockMaintenance } from './lock-maintenance.ts';
import { markPublicChange } from './mark-public-change.ts';
import { type MaintenanceInput, refuseTexts, requireServices, writeServices } from './plan-maintenance.ts';
import { readSchedule, refuseDuration, toSchedule } from './read-schedule.ts';
import { setOccurrence } from './set-occurrence.ts';
import { writeAudit } from './write-audit.ts';

export interface EditMaintenanceInput extends MaintenanceInput {
  readonly maintenanceId: string;
  /** The revision the operator looked at. */
  readonly revision: number;
}

/**
 * Changes texts, services and times of what is still to come. What was announced keeps its moment where it stays; what is new is
 * announced now; what has begun keeps its start, and what is over stays as it was.
 */
export function editMaintenance(ctx: CommandContext, input: EditMaintenanceInput): Promise<void> {
  return inTransaction(ctx, async (open) => {
    requireOperator(open, 'incidents');
    const { ctx, maintenance: before } = await lockMaintenance(open, input.maintenanceId);
    if (before.revision !== input.revision) {
      throw new DomainError('conflict', 'Somebody changed it meanwhile. Look at it again.');
    }
    if (before.cancelledAt !== null) throw new DomainError('closed', 'This series was cancelled.');
    if ((before.rrule === null) !== (input.rrule === null)) {
      throw new DomainError(
        'invalid',
        'What happens once does not become a series, nor the other way: plan a new one.',
        'rrule',
      );
    }
    refuseTexts(input);
    await requireServices(ctx, input.serviceIds);
    const occurrences = await listOpenOccurrences(ctx.db, before.id);
    const schedule = isSameTime(before, input)
      ? toSchedule(before)
      : readChanged(ctx, input, { before, open: occurrences });
    await writeMaintenance(ctx, input);
    await applyToOpen(ctx, { before, open: occurrences, schedule, serviceIds: [...new Set(input.serviceIds)] });
    await markPublicChange(ctx);
    const { zone, startsLocal, durationMinutes, rrule, skippedDays, serviceIds } = input;
    const after = { zone, startsLocal, durationMinutes, rrule, skippedDays, serviceIds };
    await writeAudit(ctx, {
      action: 'edit-maintenance',
      subjectKind: 'maintenance',
      subjectId: before.id,
      detail: { title: input.titles.en ?? input.titles.fr, before: timesOf(before), after },
    });
  });
}

function timesOf({ zone, startsLocal, durationMinutes, rrule, skippedDays, serviceIds }: Maintenance) {
  return { zone, startsLocal, durationMinutes, rrule, skippedDays, serviceIds };
}

function isSameTime(before: Maintenance, input: MaintenanceInput): boolean {
  const facts = ({ zone, startsLocal, durationMinutes, rrule, skippedDays }: Maintenance | MaintenanceInput) =>
    JSON.stringify([zone, startsLocal, durationMinutes, rrule, skippedDays]);
  return facts(before) === facts(input);
}

interface OpenState {
  readonly before: Maintenance;
  readonly open: readonly MaintenanceOccurrence[];
}

/** What happens once and has begun may only change its end. */
function readChanged(ctx: CommandContext, input: MaintenanceInput, { before, open }: OpenState): Schedule {
  if (before.rrule !== null) return readSchedule(input, ctx.now());
  const [occurrence] = open;
  if (!occurrence) throw new DomainError('closed', 'It is over: its times stay as they were.', 'startsLocal');
  if (occurrence.stage === 'scheduled') return readSchedule(input, ctx.now());
  refuseDuration(input.durationMinutes);
  const schedule = toSchedule(input);
  if (instantOfLocal(input.startsLocal, input.zone) !== instantOfLocal(before.startsLocal, before.zone)) {
    throw new DomainError('invalid', 'It has begun: its start stays as it was.', 'startsLocal');
  }
  if (endOf(occurrence, schedule) <= ctx.now()) {
    throw new DomainError('invalid', 'This end has passed. To end it now, use “End now”.', 'duration');
  }
  return schedule;
}

function endOf(occurrence: MaintenanceOccurrence, { startsLocal, zone, durationMinutes }: Schedule): number {
  return (instantOfLocal(startsLocal, zone) ?? occurrence.startsAt) + durationMinutes * MINUTE_MS;
}

async function writeMaintenance(ctx: CommandContext, input: EditMaintenanceInput): Promise<void> {
  const { maintenanceId, titles, descriptions, zone, startsLocal, durationMinutes, rrule, skippedDays } = input;
  await ctx.db
    .updateTable('maintenance')
    .set({
      ...{ titles: JSON.stringify(titles), descriptions: JSON.stringify(descriptions) },
      ...{ zone, startsLocal, durationMinutes, rrule, skippedDays: JSON.stringify(skippedDays) },
      revision: input.revision + 1,
      updatedAt: ctx.now(),
    })
    .where('id', '=', maintenanceId)
    .execute();
  await writeServices(ctx, { maintenanceId, serviceIds: [...new Set(input.serviceIds)] });
}

interface Change extends OpenState {
  readonly schedule: Schedule;
  readonly serviceIds: readonly string[];
}

async function applyToOpen(ctx: CommandContext, { before, open, schedule, serviceIds }: Change): Promise<void> {
  const now = ctx.now();
  const ahead = occurrencesAhead(schedule, now);
  const planned = plannedWindows(before, open);
  for (const occurrence of open) {
    const { startsAt: startedAt, endsAt: endedAt } = occurrence;
    const next = nextOf(occurrence, { ahead, planned, schedule });
    if (next === null) {
      await setOccurrence(ctx, occurrence, { stage: 'cancelled', reason: 'The series was changed.' });
      await announceOccurrence(ctx, { occurrenceId: occurrence.id, serviceIds, window: null });
      continue;
    }
    if (next.startedAt !== startedAt || next.endedAt !== endedAt || next.plannedLocal !== occurrence.plannedLocal) {
      const { plannedLocal } = next;
      await setOccurrence(ctx, occurrence, { plannedLocal, startsAt: next.startedAt, endsAt: next.endedAt });
    }
    await announceOccurrence(ctx, { occurrenceId: occurrence.id, serviceIds, window: next });
  }
  if (before.rrule === null) return;
  await insertOccurrences(ctx, { maintenanceId: before.id, serviceIds, occurrences: ahead });
}

/** The windows that the schedule gave so far, by which one that was moved by hand is told. */
function plannedWindows(before: Maintenance, open: readonly MaintenanceOccurrence[]): ReadonlyMap<string, Occurrence> {
  const locals = open.map(({ plannedLocal }) => Date.parse(`${plannedLocal}Z`));
  if (locals.length === 0) return new Map();
  const dayMs = 24 * 60 * MINUTE_MS;
  const [from, to] = [Math.min(...locals) - 2 * dayMs, Math.max(...locals) + 2 * dayMs];
  const found = occurrencesBetween(toSchedule({ ...before, skippedDays: [] }), { from, to, limit: 2_000 });
  return new Map(found.map((one) => [one.plannedLocal, one]));
}

/** What becomes of an occurrence under the new schedule; null when it falls away. */
function nextOf(
  occurrence: MaintenanceOccurrence,
  {
    ahead,
    planned,
    schedule,
  }: {
    readonly ahead: readonly Occurrence[];
    readonly planned: ReadonlyMap<string, Occurrence>;
    readonly schedule: Schedule;
  },
): Occurrence | null {
  const { plannedLocal, startsAt: startedAt, endsAt: endedAt, stage } = occurrence;
  const asItStands = { plannedLocal, startedAt, endedAt };
  if (schedule.rule === null) {
    const [next] = ahead;
    return stage === 'in-progress' ? { ...asItStands, endedAt: endOf(occurrence, schedule) } : (next ?? asItStands);
  }
  const before = planned.get(plannedLocal);
  const isMoved = before !== undefined && (before.startedAt !== startedAt || before.endedAt !== endedAt);
  if (stage === 'in-progress' || isMoved) return asItStands;
  return ahead.find((one) => one.plannedLocal === plannedLocal) ?? null;
}
