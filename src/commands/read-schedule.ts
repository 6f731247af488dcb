import { findOverlap, occurrencesAhead } from '#domain/maintenance/horizon';
import { type ReadRule, readRule } from '#domain/maintenance/rule';
import { occurrencesBetween, type Schedule } from '#domain/maintenance/series';
import { DAY_MS, type Instant, instantOfLocal, isDay, isTimeZone } from '#domain/time';
import { DomainError } from './context.ts';

/** A schedule as it is stored and typed: the rule is text. */
export interface ScheduleInput {
  readonly zone: string;
  readonly startsLocal: string;
  readonly durationMinutes: number;
  /** null for what happens once. */
  readonly rrule: string | null;
  readonly skippedDays: readonly string[];
}

const LONGEST_MINUTES = 30 * 24 * 60;
const OLDEST_START_MS = 10 * 366 * DAY_MS;
const FURTHEST_START_MS = 5 * 366 * DAY_MS;

/** A schedule that can be announced; everything else is refused in a sentence beside its field. */
export function readSchedule(input: ScheduleInput, now: Instant): Schedule {
  const schedule = toSchedule(input);
  const { startsLocal, durationMinutes, rule, zone, skippedDays } = schedule;
  refuseDuration(durationMinutes);
  const wrong = skippedDays.find((day) => !isDay(day));
  if (wrong !== undefined) throw new DomainError('invalid', `“${wrong}” is not a day like 2026-12-24.`, 'skippedDays');
  const first = readStart(startsLocal, zone);
  refuseDistance(first, now);
  if (rule === null && first <= now) throw new DomainError('invalid', 'This time has passed already.', 'startsLocal');
  refuseRule(schedule, now);
  return schedule;
}

/** Refuses a length that no maintenance has. */
export function refuseDuration(minutes: number): void {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_MINUTES) return;
  throw new DomainError('invalid', 'A maintenance lasts from one minute to 30 days.', 'duration');
}

/** Refuses a start so far from now that it must be a mistake. */
export function refuseDistance(start: Instant, now: Instant): void {
  if (start <= now + FURTHEST_START_MS && start >= now - OLDEST_START_MS) return;
  throw new DomainError('invalid', 'This start lies too far away.', 'startsLocal');
}

/** A stored schedule, or one that is typed; unreadable rules and zones are refused. */
export function toSchedule({ rrule, ...input }: ScheduleInput): Schedule {
  if (!isTimeZone(input.zone)) {
    throw new DomainError('invalid', 'Choose a time zone like Europe/Berlin.', 'zone');
  }
  const read: ReadRule | null = rrule === null ? null : readRule(rrule);
  if (read?.problem !== undefined) throw new DomainError('invalid', read.problem, 'rrule');
  return { ...input, rule: read?.rule ?? null };
}

function readStart(startsLocal: string, zone: string): Instant {
  if (!/^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d$/.test(startsLocal) || !isDay(startsLocal.slice(0, 10))) {
    throw new DomainError('invalid', 'Say the day and time at which it begins.', 'startsLocal');
  }
  const at = instantOfLocal(startsLocal, zone);
  if (at !== null) return at;
  const [day, time] = startsLocal.split('T');
  throw new DomainError('invalid', `There is no ${time} on ${day} in ${zone}: the clock jumps over it.`, 'startsLocal');
}

function refuseRule(schedule: Schedule, now: Instant): void {
  if (schedule.rule === null) return;
  const [next] = occurrencesBetween(schedule, { from: now, to: Number.MAX_SAFE_INTEGER, limit: 1 });
  if (!next) throw new DomainError('invalid', 'Under this rule it never happens again.', 'rrule');
  const overlapping = findOverlap(occurrencesAhead(schedule, now));
  if (overlapping) {
    const from = overlapping.plannedLocal.replace('T', ' at ');
    throw new DomainError('invalid', `The one of ${from} would still be on when the next begins.`, 'duration');
  }
}
