import type { Interval } from '../interval.ts';
import { DAY_MS, type Instant, toIso } from '../time.ts';
import { BAR_DAYS } from './facts.ts';
import type { Timeline } from './timeline.ts';

/** `unrecorded`: nobody looked yet on that day, which is something else than looking and not seeing. */
export type DayState = 'operational' | 'degraded' | 'down' | 'maintenance' | 'unknown' | 'unrecorded';

export interface DayBar {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
  readonly startedAt: Instant;
  readonly state: DayState;
  readonly downMs: number;
  readonly degradedMs: number;
  readonly maintenanceMs: number;
  readonly unknownMs: number;
}

/** The window of the bars: whole days of UTC, which all have 24 hours, and today up to now. The page says so. */
export function barWindow(now: Instant, days = BAR_DAYS): Interval {
  return { startedAt: Math.floor(now / DAY_MS) * DAY_MS - (days - 1) * DAY_MS, endedAt: now };
}

/** One bar a day, oldest first; a day is called by the worst that happened on it. */
export function dayBars(timeline: Timeline): DayBar[] {
  const { startedAt, endedAt } = timeline.window;
  const bars: DayBar[] = [];
  for (let day = startedAt; day < endedAt; day += DAY_MS) bars.push(dayBar(timeline, day));
  return bars;
}

function dayBar(timeline: Timeline, startedAt: Instant): DayBar {
  const span: Interval = { startedAt, endedAt: startedAt + DAY_MS };
  const downMs = within(timeline.down, span);
  const degradedMs = within(timeline.degraded, span);
  const maintenanceMs = within(timeline.maintenance, span);
  const unknownMs = within(timeline.unknown, span);
  const recordedMs = within(recorded(timeline), span);
  const state = dayState({ downMs, degradedMs, maintenanceMs, unknownMs, recordedMs });
  return { day: toIso(startedAt).slice(0, 10), startedAt, state, downMs, degradedMs, maintenanceMs, unknownMs };
}

interface DaySums {
  readonly downMs: number;
  readonly degradedMs: number;
  readonly maintenanceMs: number;
  readonly unknownMs: number;
  readonly recordedMs: number;
}

function dayState({ downMs, degradedMs, maintenanceMs, unknownMs, recordedMs }: DaySums): DayState {
  if (downMs > 0) return 'down';
  if (degradedMs > 0) return 'degraded';
  // A few lost minutes do not hide a day; most of it lost does.
  if (unknownMs * 2 > recordedMs) return 'unknown';
  if (maintenanceMs > 0) return 'maintenance';
  return recordedMs === 0 ? 'unrecorded' : 'operational';
}

function recorded({ recordedFrom, window }: Timeline): Interval[] {
  return recordedFrom === null ? [] : [{ startedAt: recordedFrom, endedAt: window.endedAt }];
}

/** Of intervals that do not overlap, as those of a timeline. */
function within(intervals: readonly Interval[], span: Interval): number {
  let sum = 0;
  for (const { startedAt, endedAt } of intervals) {
    sum += Math.max(0, Math.min(endedAt, span.endedAt) - Math.max(startedAt, span.startedAt));
  }
  return sum;
}
