import type { Interval } from '#domain/interval';
import type { WindowRule } from '#domain/sla/policy';
import { addMonths, windowOf } from '#domain/sla/window';
import { monthOf } from '#domain/time';
import type { NamedWindow } from '../next-window.ts';
import { nameOfWindow } from '../window-months.ts';

/** The windows of a rule that a stretch of time falls into, the earliest first. */
export function windowsTouching(rule: WindowRule, zone: string, span: Interval): NamedWindow[] {
  const last = addMonths(monthOf(span.endedAt, zone), 1);
  const found = new Map<string, NamedWindow>();
  for (let month = addMonths(monthOf(span.startedAt, zone), -1); month <= last; month = addMonths(month, 1)) {
    const name = nameOfWindow(rule, month);
    if (found.has(name)) continue;
    const window = windowOf(rule, name, zone);
    if (window.startedAt < span.endedAt && window.endedAt > span.startedAt) found.set(name, { month: name, window });
  }
  return [...found.values()];
}
