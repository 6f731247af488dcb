import { clipIntervals, type Interval, mergeIntervals, subtractIntervals } from '../interval.ts';
import type { Instant } from '../time.ts';
import type { AnnouncedSpan } from './spans.ts';

interface Beginning {
  readonly startedAt: Instant;
}

/** The announced time that explains an outage: nothing of what was announced only once it had begun. */
export function explainedTime(spans: readonly AnnouncedSpan[], { startedAt }: Beginning): Interval[] {
  return mergeIntervals(spans.filter(({ announcedAt }) => announcedAt <= startedAt));
}

/** What of an outage, up to `asOf` while it lasts, no maintenance explains. */
export function unexplainedParts(
  spans: readonly AnnouncedSpan[],
  outage: Beginning & { readonly endedAt: Instant | null },
  asOf: Instant,
): Interval[] {
  const { startedAt, endedAt } = outage;
  return subtractIntervals([{ startedAt, endedAt: endedAt ?? asOf }], explainedTime(spans, outage));
}

/** The stretch of announced time without a hole that an instant lies in. */
export function maintenanceAt(spans: readonly AnnouncedSpan[], at: Instant): Interval | undefined {
  return mergeIntervals(spans).find(({ startedAt, endedAt }) => startedAt <= at && at < endedAt);
}

/** The announced time in a window. */
export function maintenanceIn(spans: readonly AnnouncedSpan[], window: Interval): Interval[] {
  return mergeIntervals(clipIntervals(spans, window));
}
