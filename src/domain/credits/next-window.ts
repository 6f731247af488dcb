import type { AssessedWindow } from '../sla/assessment.ts';
import type { WindowRule } from '../sla/policy.ts';
import { addMonths, windowOf } from '../sla/window.ts';
import { type Instant, monthOf } from '../time.ts';
import { type ContractTerm, nameOfWindow } from './window-months.ts';

export interface NamedWindow {
  /** `YYYY-MM` by which the window is known. */
  readonly month: string;
  readonly window: AssessedWindow;
}

/** The longest run of days there is, in months. */
const MONTHS_AHEAD = 37;

/** The window that begins at an instant; undefined where none does. */
export function windowStarting(rule: WindowRule, startedAt: Instant, zone: string): NamedWindow | undefined {
  const month = monthOf(startedAt, zone);
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
    const named = nameWindow(rule, addMonths(month, ahead), zone);
    if (named.window.startedAt === startedAt) return named;
  }
  return undefined;
}

/** The first window that a contract has a part in. */
export function firstWindow(rule: WindowRule, term: ContractTerm): NamedWindow {
  const month = monthOf(term.startsAt, term.zone);
  const before = nameWindow(rule, addMonths(month, -1), term.zone);
  return before.window.endedAt > term.startsAt ? before : nameWindow(rule, month, term.zone);
}

/** The window of a contract that follows another; undefined behind the end of the contract. */
export function nextWindow(rule: WindowRule, term: ContractTerm, { month }: NamedWindow): NamedWindow | undefined {
  let next = nameWindow(rule, month, term.zone);
  for (let ahead = 1; next.month <= month; ahead += 1) next = nameWindow(rule, addMonths(month, ahead), term.zone);
  return term.endsAt !== null && next.window.startedAt >= term.endsAt ? undefined : next;
}

function nameWindow(rule: WindowRule, month: string, zone: string): NamedWindow {
  const name = nameOfWindow(rule, month);
  return { month: name, window: windowOf(rule, name, zone) };
}
