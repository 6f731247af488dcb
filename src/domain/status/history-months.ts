import type { Interval } from '../interval.ts';
import { dayStart, type Instant, monthOf } from '../time.ts';

const MONTHS_A_PAGE = 3;

export interface HistoryPage {
  /** `YYYY-MM`, newest first. */
  readonly months: readonly string[];
  /** The page before and after; null where there is none. */
  readonly earlier: string | null;
  readonly later: string | null;
}

/** The months of one page of the history, ending with `last`; undefined for a month that no page shows. */
export function historyPage(last: string, now: Instant, firstAt: Instant | undefined): HistoryPage | undefined {
  const current = monthOf(now, 'UTC');
  const first = monthOf(firstAt ?? now, 'UTC');
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(last) || last > current || last < first) return undefined;
  const months = [0, -1, -2]
    .map((shift) => shiftMonth(last, shift))
    .filter((month) => month === last || month >= first);
  const earlier = shiftMonth(last, -MONTHS_A_PAGE);
  const later = shiftMonth(last, MONTHS_A_PAGE);
  const reachesCurrent = later >= current;
  return {
    months,
    earlier: earlier >= first ? earlier : null,
    later: last === current ? null : reachesCurrent ? current : later,
  };
}

/** A month as a span of UTC. */
export function monthSpan(month: string): Interval {
  return { startedAt: dayStart(`${month}-01`, 'UTC'), endedAt: dayStart(`${shiftMonth(month, 1)}-01`, 'UTC') };
}

function shiftMonth(month: string, by: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}
