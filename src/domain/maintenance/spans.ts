import { type Interval, subtractIntervals } from '../interval.ts';
import type { Instant } from '../time.ts';

/** Time announced as maintenance of one service, and since when that was known. */
export interface AnnouncedSpan extends Interval {
  readonly announcedAt: Instant;
}

/** Announcements as disjoint spans in the order of time; where several cover an instant, the earliest of them counts. */
export function mergeAnnounced(spans: readonly AnnouncedSpan[]): AnnouncedSpan[] {
  const pieces: AnnouncedSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.announcedAt - b.announcedAt)) {
    const { announcedAt } = span;
    pieces.push(...subtractIntervals([span], pieces).map((piece) => ({ ...piece, announcedAt })));
  }
  return joined(pieces.toSorted((a, b) => a.startedAt - b.startedAt));
}

function joined(pieces: readonly AnnouncedSpan[]): AnnouncedSpan[] {
  const spans: AnnouncedSpan[] = [];
  for (const piece of pieces) {
    const last = spans.at(-1);
    if (last && last.endedAt === piece.startedAt && last.announcedAt === piece.announcedAt) {
      spans[spans.length - 1] = { ...last, endedAt: piece.endedAt };
    } else {
      spans.push(piece);
    }
  }
  return spans;
}
