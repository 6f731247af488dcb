import type { Interval } from '../interval.ts';
import { DAY_MS, type Instant, instantOfLocal, localOf, MINUTE_MS } from '../time.ts';
import type { RecurrenceRule } from './rule.ts';
import { dayName, dayNumber, ruleDays } from './rule-days.ts';

/** When a maintenance happens: once, or again and again at the same local time. */
export interface Schedule {
  /** IANA name. */
  readonly zone: string;
  /** Local time `YYYY-MM-DDTHH:MM` of the first. */
  readonly startsLocal: string;
  readonly durationMinutes: number;
  readonly rule: RecurrenceRule | null;
  /** Local days `YYYY-MM-DD` that are left out. */
  readonly skippedDays: readonly string[];
}

/** One time that it happens. */
export interface Occurrence extends Interval {
  /** Its local time, by which an occurrence of a series is known. */
  readonly plannedLocal: string;
}

/** A day that the rule names and that is left out all the same. */
export interface LeftOut {
  readonly plannedLocal: string;
  readonly why: 'skipped' | 'no-such-time';
}

/** No rule is looked at beyond this many days from its first. */
export const FURTHEST_DAYS = 60 * 366;

/**
 * What a schedule amounts to, in order. The local time stays the same across changes of the clock. A time that does not exist
 * on a day is left out and not counted; of a time that comes twice the first is taken. A skipped day is counted.
 */
export function* occurrencesOf(schedule: Schedule): Generator<Occurrence | LeftOut> {
  const { startsLocal, rule, skippedDays, zone } = schedule;
  const [firstDay = '', time = ''] = startsLocal.split('T');
  let count = 0;
  for (const day of daysOf(rule, dayNumber(firstDay))) {
    if (rule?.count !== null && rule && count >= rule.count) return;
    const plannedLocal = `${dayName(day)}T${time}`;
    const startedAt = instantOfLocal(plannedLocal, zone);
    if (isAfter(schedule, plannedLocal, startedAt)) return;
    if (startedAt === null) {
      yield { plannedLocal, why: 'no-such-time' };
      continue;
    }
    count += 1;
    if (skippedDays.includes(dayName(day))) yield { plannedLocal, why: 'skipped' };
    else yield { plannedLocal, startedAt, endedAt: startedAt + schedule.durationMinutes * MINUTE_MS };
  }
}

function daysOf(rule: RecurrenceRule | null, first: number): Iterable<number> {
  return rule ? ruleDays(rule, first, first + FURTHEST_DAYS) : [first];
}

/** A time that the clock jumps over is compared with the end as people read it. */
function isAfter({ rule, zone }: Schedule, plannedLocal: string, startedAt: Instant | null): boolean {
  const until = rule?.until ?? null;
  if (until === null) return false;
  if ('day' in until) return plannedLocal.slice(0, 10) > until.day;
  return startedAt === null ? plannedLocal > localOf(until.at, zone) : startedAt > until.at;
}

/** Those that begin at or after `from`, before `to`, at most `limit` of them. */
export function occurrencesBetween(
  schedule: Schedule,
  { from, to, limit }: { readonly from: Instant; readonly to: Instant; readonly limit: number },
): Occurrence[] {
  const found: Occurrence[] = [];
  for (const occurrence of occurrencesOf(schedule)) {
    if (found.length >= limit) break;
    if ('why' in occurrence) {
      // Its day may lie beyond what is asked for: no time of it can lie before.
      if (Date.parse(`${occurrence.plannedLocal}Z`) > to + 2 * DAY_MS) break;
      continue;
    }
    if (occurrence.startedAt >= to) break;
    if (occurrence.startedAt >= from) found.push(occurrence);
  }
  return found;
}
