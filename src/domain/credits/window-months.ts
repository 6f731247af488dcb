import type { WindowRule } from '../sla/policy.ts';
import { addMonths, windowOf } from '../sla/window.ts';
import { type Instant, monthOf } from '../time.ts';

export interface ContractTerm {
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  readonly zone: string;
}

/** The `YYYY-MM` by which each window of a contract up to now is named, newest first and at most `limit`, before `before` if given. */
export function windowMonths(
  rule: WindowRule,
  term: ContractTerm,
  page: { readonly now: Instant; readonly limit: number; readonly before?: string | undefined },
): string[] {
  const months: string[] = [];
  const until = Math.min(page.now, term.endsAt === null ? page.now : term.endsAt - 1);
  for (
    let month = nameOfWindow(rule, monthOf(until, term.zone));
    months.length < page.limit;
    month = addMonths(month, -1)
  ) {
    const window = windowOf(rule, month, term.zone);
    if (window.endedAt <= term.startsAt) break;
    const named = nameOfWindow(rule, month);
    if (window.startedAt > until || named !== month) continue;
    if (page.before === undefined || month < page.before) months.push(month);
  }
  return months;
}

/** The month by which the window that holds a month is named: a quarter by its first, a run of days by the one in which it begins. */
export function nameOfWindow(rule: WindowRule, month: string): string {
  if (rule.firstDay !== undefined) return monthOf(windowOf(rule, month, 'UTC').startedAt, 'UTC');
  if (rule.kind !== 'calendar-quarter' && rule.kind !== 'fiscal-quarter') return month;
  const intoQuarter = (Number(month.slice(5)) - (rule.firstMonth ?? 1) + 12) % 3;
  return addMonths(month, -intoQuarter);
}

/** Whether `month` names a window in which the contract runs or ran. */
export function isWindowOfContract(rule: WindowRule, term: ContractTerm, at: { month: string; now: Instant }): boolean {
  const window = windowOf(rule, at.month, term.zone);
  if (nameOfWindow(rule, at.month) !== at.month || window.startedAt > at.now) return false;
  return window.endedAt > term.startsAt && (term.endsAt === null || window.startedAt < term.endsAt);
}
