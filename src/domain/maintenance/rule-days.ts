import { DAY_MS } from '../time.ts';
import type { RecurrenceRule, RuleDay } from './rule.ts';

/** Days as numbers since 1970-01-01: the calendar of a rule knows no zone and no clock. */
export type DayNumber = number;

/** The days a rule names from its first day on, in order, up to and including `last`. */
export function* ruleDays(rule: RecurrenceRule, first: DayNumber, last: DayNumber): Generator<DayNumber> {
  for (let index = 0; ; index += rule.interval) {
    const period = periodOf(rule, first, index);
    if (period.from > last) return;
    for (const day of chosenIn(rule, first, period)) {
      if (day > last) return;
      if (day >= first) yield day;
    }
  }
}

/** `YYYY-MM-DD` as a number of days. */
export function dayNumber(day: string): DayNumber {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

/** A number of days as `YYYY-MM-DD`. */
export function dayName(number: DayNumber): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

interface Period {
  readonly from: DayNumber;
  /** Exclusive. */
  readonly to: DayNumber;
}

/** The day, week, month or year that lies so many of them after the one of the first day. */
function periodOf({ frequency, weekStart }: RecurrenceRule, first: DayNumber, index: number): Period {
  if (frequency === 'DAILY') return { from: first + index, to: first + index + 1 };
  if (frequency === 'WEEKLY') {
    const from = first - ((weekdayOf(first) - weekStart + 7) % 7) + index * 7;
    return { from, to: from + 7 };
  }
  const { year, month } = dateOf(first);
  if (frequency === 'MONTHLY')
    return { from: numberOf(year, month + index, 1), to: numberOf(year, month + index + 1, 1) };
  return { from: numberOf(year + index, 1, 1), to: numberOf(year + index + 1, 1, 1) };
}

function chosenIn(rule: RecurrenceRule, first: DayNumber, period: Period): DayNumber[] {
  const days: DayNumber[] = [];
  for (let day = period.from; day < period.to; day += 1) if (isNamed(rule, first, { day, period })) days.push(day);
  if (rule.positions.length === 0) return days;
  const chosen = rule.positions.map((position) => days.at(position > 0 ? position - 1 : position));
  return [...new Set(chosen)].filter((day) => day !== undefined).toSorted((a, b) => a - b);
}

interface Candidate {
  readonly day: DayNumber;
  readonly period: Period;
}

function isNamed(rule: RecurrenceRule, first: DayNumber, candidate: Candidate): boolean {
  const date = dateOf(candidate.day);
  const { months, monthDays, days, frequency } = rule;
  if (months.length > 0 && !months.includes(date.month)) return false;
  if (monthDays.length > 0 && !monthDays.some((given) => given === date.day || given === date.day - date.length - 1)) {
    return false;
  }
  if (days.length > 0) return days.some((given) => isDay(given, rule, candidate));
  if (monthDays.length > 0 || frequency === 'DAILY') return true;
  // What the rule leaves open is taken from the first day.
  if (frequency === 'WEEKLY') return weekdayOf(candidate.day) === weekdayOf(first);
  const start = dateOf(first);
  if (frequency === 'MONTHLY') return date.day === start.day;
  return date.day === start.day && (months.length > 0 || date.month === start.month);
}

function isDay({ weekday, nth }: RuleDay, rule: RecurrenceRule, { day, period }: Candidate): boolean {
  if (weekdayOf(day) !== weekday) return false;
  if (nth === null) return true;
  const { from, to } = rule.frequency === 'YEARLY' && rule.months.length > 0 ? monthOf(day) : period;
  return nth > 0 ? Math.floor((day - from) / 7) + 1 === nth : Math.floor((to - 1 - day) / 7) + 1 === -nth;
}

function monthOf(number: DayNumber): Period {
  const { year, month } = dateOf(number);
  return { from: numberOf(year, month, 1), to: numberOf(year, month + 1, 1) };
}

/** Monday 1 to Sunday 7. */
function weekdayOf(number: DayNumber): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

function numberOf(year: number, month: number, day: number): DayNumber {
  return Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);
}

function dateOf(number: DayNumber): { year: number; month: number; day: number; length: number } {
  const date = new Date(number * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return { year, month, day: date.getUTCDate(), length: new Date(Date.UTC(year, month, 0)).getUTCDate() };
}
