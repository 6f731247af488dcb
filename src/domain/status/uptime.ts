import { clipIntervals, type Interval, unionMs } from '../interval.ts';
import { type Instant, MINUTE_MS } from '../time.ts';
import type { Timeline } from './timeline.ts';

/** How much of the measured time a service was not down, and what that is made of. */
export interface UptimeFigure {
  /** Parts per million, cut; null where less than a minute was measured. Unknown time stands on neither side. */
  readonly uptimePpm: number | null;
  readonly downMs: number;
  readonly degradedMs: number;
  /** Of announced work; it stands on neither side. */
  readonly maintenanceMs: number;
  readonly unknownMs: number;
  /** Share of the recorded time that was not measured. */
  readonly unknownPpm: number;
  readonly recordedFrom: Instant | null;
  /** Whether the records begin later than the window. */
  readonly partial: boolean;
}

/** A few seconds between the first check and a lost connection are no ground for “100 %”. */
const LEAST_MEASURED_MS = MINUTE_MS;

/** The figure of a timeline, over all of it or over one span such as a month. */
export function uptimeFigure(timeline: Timeline, span: Interval = timeline.window): UptimeFigure {
  const from = timeline.recordedFrom;
  const recorded = from === null ? [] : clipIntervals([span], { ...timeline.window, startedAt: from });
  const [window] = recorded;
  const within = (intervals: readonly Interval[]): number =>
    window === undefined ? 0 : unionMs(clipIntervals(intervals, window));
  const recordedMs = unionMs(recorded);
  const downMs = within(timeline.down);
  const unknownMs = within(timeline.unknown);
  const maintenanceMs = within(timeline.maintenance);
  const measuredMs = recordedMs - unknownMs - maintenanceMs;
  return {
    uptimePpm: measuredMs >= LEAST_MEASURED_MS ? cutPpm(measuredMs - downMs, measuredMs) : null,
    downMs,
    degradedMs: within(timeline.degraded),
    maintenanceMs,
    unknownMs,
    unknownPpm: recordedMs > 0 ? cutPpm(unknownMs, recordedMs) : 0,
    recordedFrom: from,
    partial: from !== null && from > span.startedAt,
  };
}

/** Exact: 90 days in milliseconds times a million would leave the safe integers. */
function cutPpm(part: number, whole: number): number {
  return Number((BigInt(part) * 1_000_000n) / BigInt(whole));
}
