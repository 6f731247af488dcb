import { addDays, dayOf, dayStart, daysBetween } from '../time.ts';
import type { AssessedWindow } from './assessment.ts';
import type { WindowRule } from './policy.ts';

const MONTH = /^[1-8]\d{3}-(0[1-9]|1[0-2])$/;

/** Whether text is a month such as `2026-11`. */
export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** `YYYY-MM` so many months later. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const index = year * 12 + (number - 1) + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** The window of a month: the month itself, the quarter it lies in, the billing month or run of days that begins in it, or the days that end with it. */
export function windowOf(rule: WindowRule, month: string, zone: string): AssessedWindow {
  const [first, after] = firstDays(rule, month);
  const startedAt = dayStart(first, zone);
  const endedAt = dayStart(after, zone);
  return { startedAt, endedAt, zone, ms: endedAt - startedAt };
}

function firstDays(rule: WindowRule, month: string): [first: string, after: string] {
  if (rule.kind === 'calendar-month') return [`${month}-01`, `${addMonths(month, 1)}-01`];
  if (rule.kind === 'rolling-days' && rule.firstDay !== undefined) return runOfDays(rule.firstDay, rule, month);
  if (rule.kind === 'rolling-days') {
    const after = `${addMonths(month, 1)}-01`;
    return [addDays(after, -(rule.days ?? 30)), after];
  }
  if (rule.kind === 'billing-month') return [billingDay(rule, month), billingDay(rule, addMonths(month, 1))];
  const intoQuarter = (Number(month.slice(5)) - (rule.firstMonth ?? 1) + 12) % 3;
  const quarter = addMonths(month, -intoQuarter);
  return [`${quarter}-01`, `${addMonths(quarter, 3)}-01`];
}

/** Runs of fewer days than the longest month has could begin twice in it, and have no month of their own. */
export const SHORTEST_RUN = 31;

/** The run that holds the last day of a month: where one begins in it, that one. */
function runOfDays(
  firstDay: string,
  { days = SHORTEST_RUN }: WindowRule,
  month: string,
): [first: string, after: string] {
  const runs = Math.floor(daysBetween(firstDay, lastDayOfMonth(month)) / days);
  const first = addDays(firstDay, runs * days);
  return [first, addDays(first, days)];
}

/** The day on which a billing month begins: the first when only the invoice knows it, the last of a month that is too short. */
export function billingDay(rule: WindowRule, month: string): string {
  const anchor = `${month}-${String(rule.anchorDay ?? 1).padStart(2, '0')}`;
  const last = lastDayOfMonth(month);
  return anchor < last ? anchor : last;
}

/** The last day that lies in the window. */
export function lastDay(window: AssessedWindow): string {
  return dayOf(window.endedAt - 1, window.zone);
}

/** The last day of a `YYYY-MM`. */
export function lastDayOfMonth(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}
