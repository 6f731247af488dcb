import type { AssessedWindow } from '../sla/assessment.ts';
import type { WindowRule } from '../sla/policy.ts';
import { addMonths, windowOf } from '../sla/window.ts';
import { type Instant, monthOf } from '../time.ts';
import type { ContractTerm } from './window-months.ts';
import { nameOfWindow } from './window-months.ts';

export interface NamedWindow {
  /** `YYYY-MM` by which the window is known. */
  readonly month: string;
  readonly window: AssessedWindow;
}

/** The window of a rule that holds an instant. */
export function windowAt(rule: WindowRule, at: Instant, zone: string): NamedWindow {
  const month = nameOfWindow(rule, monthOf(at, zone));
  const window = windowOf(rule, month, zone);
  if (window.startedAt <= at) return { month, window };
  const before = nameOfWindow(rule, addMonths(month, -1));
  return { month: before, window: windowOf(rule, before, zone) };
}

/** The first window of a contract that begins at `from` or later, or holds it; undefined behind the end of the contract. */
export function windowFrom(rule: WindowRule, term: ContractTerm, from: Instant): NamedWindow | undefined {
  const found = windowAt(rule, Math.max(from, term.startsAt), term.zone);
  return term.endsAt !== null && found.window.startedAt >= term.endsAt ? undefined : found;
}
