import PQueue from 'p-queue';
import type { Instant } from '#domain/time';
import { type CheckLane, laneOf } from '#domain/watching/check-lane';

/** Checks that may wait for a place: enough that none stays empty until more are claimed. */
const MOST_QUEUED = 100;

export interface PlannedCheck {
  /** Its due time, or now where that is past. */
  readonly startsAt: Instant;
  readonly lastLatencyMs: number | null;
}

/**
 * Starts claimed checks at their due millisecond. Slow ones have places of their own, so that however many there are, they never
 * hold up the others.
 */
export class CheckLanes<T extends PlannedCheck> {
  readonly #places: Readonly<Record<CheckLane, PQueue>> = {
    quick: new PQueue({ concurrency: 600 }),
    slow: new PQueue({ concurrency: 400 }),
  };
  readonly #waiting = new Map<T, NodeJS.Timeout>();

  /** Claimed and not finished. */
  get size(): number {
    const lanes = Object.values(this.#places);
    return lanes.reduce((sum, lane) => sum + lane.size + lane.pending, this.#waiting.size);
  }

  /** Whether so many wait for a place that no more should be claimed. */
  isFull(lane: CheckLane): boolean {
    return this.#places[lane].size >= MOST_QUEUED;
  }

  /** Runs the check once it is due; `run` must not throw. */
  add(check: T, now: Instant, run: (check: T) => Promise<void>): void {
    const start = (): void => {
      this.#waiting.delete(check);
      void this.#places[laneOf(check)].add(() => run(check));
    };
    if (check.startsAt <= now) start();
    else this.#waiting.set(check, setTimeout(start, check.startsAt - now));
  }

  /** Takes back the checks that are not due yet. */
  takeWaiting(): T[] {
    const checks = [...this.#waiting.keys()];
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    return checks;
  }

  /** Resolves once nothing runs or waits for a place. */
  async idle(): Promise<void> {
    await Promise.all(Object.values(this.#places).map((lane) => lane.onIdle()));
  }
}
