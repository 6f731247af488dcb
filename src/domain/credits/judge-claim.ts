import type { AssessedWindow, AssessmentLine, Credit } from '../sla/assessment.ts';
import { addDays, DAY_MS, dayOf, dayStart, type Instant } from '../time.ts';
import type { CreditRequestStage } from '../words.ts';

/** The live or last claim of a service and window. */
export interface EarlierClaim {
  readonly requestNo: number;
  readonly stage: CreditRequestStage;
  readonly askedAt: Instant;
  readonly live: boolean;
}

/** Until when a credit can be asked for; a contract that can be read two ways has two dates. */
export interface AskingTime {
  /** The last day of the earliest reading: the one to keep. */
  readonly by: string;
  /** The last day of the latest reading. */
  readonly atLatest: string;
  /** The first instant that is too late under every reading. */
  readonly lapsesAt: Instant;
  /** The first instant that is too late under the strictest reading. */
  readonly firstLapsesAt: Instant;
  /** Whole days until the earlier date, or until the later once the earlier has passed. */
  readonly daysLeft: number;
  /** The earlier date has passed: in time by one reading alone. */
  readonly disputed: boolean;
}

/** Whether a service's credit can be asked for at `now`, and what stands in the way. */
export type ClaimState =
  | {
      readonly can: 'ask';
      readonly credit: Credit;
      /** The window is still open: the claim is held until it closes. */
      readonly early: boolean;
      /** Facts are missing that only the asker can state. */
      readonly needsNote: boolean;
      /** null where the terms set no limit. */
      readonly time: AskingTime | null;
    }
  | { readonly can: 'not'; readonly why: 'not-covered' | 'not-owed' | 'not-measured' }
  | { readonly can: 'not'; readonly why: 'lapsed'; readonly credit: Credit; readonly time: AskingTime }
  | { readonly can: 'not'; readonly why: 'asked'; readonly claim: EarlierClaim };

/** Judges one line of an assessment; a live claim comes first, for it is the answer to every other question. */
export function judgeClaim(input: {
  readonly line: AssessmentLine;
  readonly window: AssessedWindow;
  readonly now: Instant;
  readonly earlier: EarlierClaim | undefined;
  /** No record speaks of the window: what is owed is not known, so nothing can be asked for. */
  readonly unmeasured?: boolean | undefined;
}): ClaimState {
  const { line, window, now, earlier, unmeasured = false } = input;
  if (earlier?.live) return { can: 'not', why: 'asked', claim: earlier };
  if (!line.covered) return { can: 'not', why: 'not-covered' };
  if (unmeasured) return { can: 'not', why: 'not-measured' };
  if (line.verdict === 'not-owed' || line.credit === null || line.credit.amount === 0) {
    return { can: 'not', why: 'not-owed' };
  }
  const time = askingTime(line, window.zone, now);
  if (time && now >= time.lapsesAt) return { can: 'not', why: 'lapsed', credit: line.credit, time };
  return {
    can: 'ask',
    credit: line.credit,
    early: now < window.endedAt,
    needsNote: line.verdict === 'depends',
    time,
  };
}

/** The dates of a line as they stand at `now`; null where nothing sets a limit. */
function askingTime(line: AssessmentLine, zone: string, now: Instant): AskingTime | null {
  const by = line.claimDates.at(0)?.by;
  const atLatest = line.claimDates.at(-1)?.by;
  if (by === undefined || atLatest === undefined) return null;
  const firstLapsesAt = endOfDay(by, zone);
  const disputed = now >= firstLapsesAt;
  return {
    by,
    atLatest,
    lapsesAt: endOfDay(atLatest, zone),
    firstLapsesAt,
    daysLeft: daysUntil(disputed ? atLatest : by, now, zone),
    disputed,
  };
}

/** The first instant after a day: the last inclusive instant of the claim is the millisecond before. */
export function endOfDay(day: string, zone: string): Instant {
  return dayStart(addDays(day, 1), zone);
}

/** Whole calendar days from today to a day, both in the zone; zero on the day itself. */
export function daysUntil(day: string, now: Instant, zone: string): number {
  return Math.round((dayStart(day, 'UTC') - dayStart(dayOf(now, zone), 'UTC')) / DAY_MS);
}
