import { clipIntervals, type Interval, subtractIntervals } from '../interval.ts';
import type { Instant } from '../time.ts';
import type { AnnouncedSpan } from './spans.ts';

/** An announcement that stands: not withdrawn. */
export interface Standing extends AnnouncedSpan {
  readonly id: string;
  readonly serviceId: string;
}

export interface NewAnnouncement extends AnnouncedSpan {
  readonly serviceId: string;
  /** The announcement it goes on from, whose moment it keeps. */
  readonly continues: string | null;
}

export interface AnnouncementPlan {
  readonly withdraw: readonly Standing[];
  readonly insert: readonly NewAnnouncement[];
}

export interface AnnouncementWish {
  readonly serviceIds: readonly string[];
  /** Null takes all of it back, also what has passed. */
  readonly window: Interval | null;
}

/**
 * What to withdraw and to announce so that a window stands for these services. What stays keeps its moment; what is new is
 * announced now, and never for time that has passed. A service that is left out keeps what has passed of its maintenance.
 */
export function planAnnouncements(
  standing: readonly Standing[],
  { serviceIds, window }: AnnouncementWish,
  now: Instant,
): AnnouncementPlan {
  const windowFor = (serviceId: string): Interval | null => {
    if (window === null || serviceIds.includes(serviceId)) return window;
    return { startedAt: window.startedAt, endedAt: Math.min(window.endedAt, now) };
  };
  const withdraw = standing.filter((row) => !isInside(row, windowFor(row.serviceId)));
  const continued = withdraw.flatMap((row) => continuing(row, windowFor(row.serviceId)));
  const added = serviceIds.flatMap((serviceId) => {
    const known = standing.filter((row) => row.serviceId === serviceId);
    const open = window === null ? [] : clipIntervals([window], { startedAt: now, endedAt: Number.MAX_SAFE_INTEGER });
    return subtractIntervals(open, known).map((span) => ({ ...span, serviceId, announcedAt: now, continues: null }));
  });
  return { withdraw, insert: [...continued, ...added] };
}

function isInside(row: Interval, window: Interval | null): boolean {
  return window !== null && row.startedAt >= window.startedAt && row.endedAt <= window.endedAt;
}

function continuing({ id, serviceId, announcedAt, ...span }: Standing, window: Interval | null): NewAnnouncement[] {
  if (window === null) return [];
  const kept = clipIntervals([span], window);
  return kept.map((part) => ({ ...part, serviceId, announcedAt, continues: id }));
}
