import type { WindowRule } from '../sla/policy.ts';
import { type Instant, monthOf } from '../time.ts';

/** The `YYYY-MM` by which each window of a span is named, newest first; a window may reach before or behind the span. */
export function windowMonths(
  rule: WindowRule,
  span: { readonly from: Instant; readonly until: Instant; readonly zone: string },
): string[] {
  const first = startMonth(rule, monthNumber(monthOf(span.from, span.zone)));
  const last = monthNumber(monthOf(span.until, span.zone));
  const months: string[] = [];
  for (let month = first; month <= last; month += monthsOf(rule)) months.unshift(monthText(month));
  return months;
}

function monthsOf(rule: WindowRule): number {
  return rule.kind === 'calendar-quarter' || rule.kind === 'fiscal-quarter' ? 3 : 1;
}

/** The month in which the window that holds `month` begins, or for billing months the one before it at the latest. */
function startMonth(rule: WindowRule, month: number): number {
  if (rule.kind === 'billing-month') return month - 1;
  if (rule.kind === 'calendar-month') return month;
  const offset = rule.kind === 'fiscal-quarter' ? (rule.firstMonth ?? 1) - 1 : 0;
  return month - ((((month - offset) % 3) + 3) % 3);
}

function monthNumber(month: string): number {
  const [year = 0, ofYear = 1] = month.split('-').map(Number);
  return year * 12 + ofYear - 1;
}

function monthText(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}
