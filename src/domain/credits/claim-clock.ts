import { DAY_MS, type Instant } from '../time.ts';
import type { CreditRequestStage, Direction } from '../words.ts';
import type { SecondSums } from './second-sums.ts';

/** How long each step of a claim may take, and above which sum a second operator confirms; set per installation. */
export interface ClaimRules {
  readonly decideDays: number;
  readonly applyDays: number;
  readonly appealDays: number;
  /** How many days before the earliest date admins are reminded, the farthest first. */
  readonly remindDays: readonly number[];
  /** An approval above this sum in a contract and window needs a second operator; null for none. */
  readonly secondAbove: SecondSums;
}

export const DEFAULT_RULES: ClaimRules = {
  decideDays: 30,
  applyDays: 60,
  appealDays: 30,
  remindDays: [14, 7, 2],
  secondAbove: { days: null, percent: null, money: null },
};

/** What the clock of a claim runs for. */
export type ClaimClock = 'send' | 'decide' | 'apply';

/** Which of our clocks runs at a stage; null where none does. */
export function clockOf({
  stage,
  direction,
}: {
  readonly stage: CreditRequestStage;
  readonly direction: Direction;
}): ClaimClock | null {
  if (direction === 'owed-to-us') return stage === 'submitted' ? 'send' : null;
  if (stage === 'submitted' || stage === 'in-review') return 'decide';
  return stage === 'approved' ? 'apply' : null;
}

/** The instant so many days after another. */
export function daysAfter(at: Instant, days: number): Instant {
  return at + days * DAY_MS;
}

export interface RunningClock {
  readonly dueAt: Instant | null;
  readonly dueLeftMs: number | null;
}

/** Stops the clock while the other side has to answer. */
export function stopClock({ dueAt }: RunningClock, now: Instant): RunningClock {
  return { dueAt: null, dueLeftMs: dueAt === null ? 0 : dueAt - now };
}

/** Lets the clock run on with what was left. */
export function resumeClock({ dueLeftMs }: RunningClock, now: Instant): RunningClock {
  return { dueAt: now + (dueLeftMs ?? 0), dueLeftMs: null };
}
