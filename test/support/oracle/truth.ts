import { type Interval, mergeIntervals } from '#domain/interval';
import { endOf, layOut, type Target, type World, watchesOf } from './world.ts';

/** When a target was truly down, in true time. */
export function downTimes({ truth }: Target): Interval[] {
  return mergeIntervals(layOut(truth).filter(({ is }) => is !== 'up'));
}

/** The same by a clock that was set now and then: a time that was lived twice counts if it was down once. */
export function byClock(
  times: readonly Interval[],
  offsets: readonly { readonly from: number; readonly offset: number }[],
): Interval[] {
  const pieces = offsets.flatMap(({ from, offset }, index) => {
    const until = offsets[index + 1]?.from ?? Number.MAX_SAFE_INTEGER;
    return times.map(({ startedAt, endedAt }) => ({
      startedAt: Math.max(startedAt, from) + offset,
      endedAt: Math.min(endedAt, until) + offset,
    }));
  });
  return mergeIntervals(pieces);
}

export interface WatchedDowntime {
  /** From when on it was watched while it lasted, and until when. */
  readonly from: number;
  readonly until: number;
  /** When it truly began. */
  readonly began: number;
  /** Whether we were cut off afterwards: what nobody could vouch for by then is taken back. */
  readonly vouched: boolean;
}

/** After a start, what a dead process had claimed is not free at once; after a lost connection, the loss is believed a little longer. */
const SETTLED_MS = 10_000;

/** The first part of each downtime that was watched without a break. */
export function watchedDowntimes(target: Target, world: World, isPaused: boolean): WatchedDowntime[] {
  const { pause } = world;
  const away = watchesOf(world).filter(({ we }) => we !== 'watch');
  const stops: Interval[] = [...away];
  if (isPaused && pause) {
    const startedAt = pause.fromSecond * 1_000;
    stops.push({ startedAt, endedAt: startedAt + pause.seconds * 1_000 });
  }
  return downTimes(target).flatMap(({ startedAt: began, endedAt }) => {
    const before = stops.filter((stop) => stop.startedAt <= began).map((stop) => stop.endedAt + SETTLED_MS);
    const from = Math.max(began, ...before);
    const until = Math.min(
      endedAt,
      endOf(world),
      ...stops.filter((stop) => stop.endedAt > began).map((stop) => stop.startedAt),
    );
    const vouched = !away.some(({ we, startedAt }) => we === 'are-cut-off' && startedAt >= began);
    return until > from ? [{ began, from, until, vouched }] : [];
  });
}
