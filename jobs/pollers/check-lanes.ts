import PQueue from 'p-queue';
import type { Instant } from '#domain/time';
import { type CheckLane, laneOf, SLOW_MS } from '#domain/watching/check-lane';
import { startsInTurns } from './starts-in-turns.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Checks that may wait to begin: enough that no place stays empty until more are claimed. */
const MOST_QUEUED = 100;

export interface PlannedCheck {
  /** Its due time, or now where that is past. */
  readonly startsAt: Instant;
  readonly lastLatencyMs: number | null;
  readonly kind?: string;
  /** Whom it asks, where that is one host. */
  readonly host?: string | undefined;
}

/**
 * Starts claimed checks at their due millisecond. Slow ones have places of their own, and a run that has had no answer for a second
 * leaves its place for the waiting room, where all it costs is a socket: however many targets hang, they never hold up the others.
 */
export class CheckLanes<T extends PlannedCheck> {
  readonly #places: Readonly<Record<CheckLane, PQueue>> = {
    quick: new PQueue({ concurrency: 600 }),
    slow: new PQueue({ concurrency: 400 }),
  };
  readonly #room: WaitingRoom;
  readonly #inTurn = startsInTurns();
  readonly #planned = new Map<T, NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<void>>();
  /** Have a place and wait for their turn to begin. */
  readonly #beginning: Record<CheckLane, number> = { quick: 0, slow: 0 };
  #unfinished = 0;

  constructor(room: WaitingRoom = new WaitingRoom()) {
    this.#room = room;
  }

  /** Claimed and not finished. */
  get size(): number {
    return this.#planned.size + this.#unfinished;
  }

  /** Whether so many wait to begin that no more should be claimed. */
  isFull(lane: CheckLane): boolean {
    return this.#places[lane].size + this.#beginning[lane] >= MOST_QUEUED;
  }

  /** Runs the check once it is due; `run` must not throw. */
  add(check: T, now: Instant, run: (check: T) => Promise<void>): void {
    const start = (): void => {
      this.#planned.delete(check);
      this.#unfinished += 1;
      const lane = laneOf(check);
      void this.#places[lane].add(() => this.#hold(lane, check, run));
    };
    if (check.startsAt <= now) start();
    else this.#planned.set(check, setTimeout(start, check.startsAt - now));
  }

  /** Takes back the checks that are not due yet. */
  takeWaiting(): T[] {
    const checks = [...this.#planned.keys()];
    for (const timer of this.#planned.values()) clearTimeout(timer);
    this.#planned.clear();
    return checks;
  }

  /** Resolves once nothing runs or waits for a place. */
  async idle(): Promise<void> {
    await Promise.all(Object.values(this.#places).map((lane) => lane.onIdle()));
    await Promise.all(this.#underWay);
  }

  /** Resolves when the place is free again: the run is over, or waits elsewhere. */
  async #hold(lane: CheckLane, check: T, run: (check: T) => Promise<void>): Promise<void> {
    this.#beginning[lane] += 1;
    await this.#inTurn();
    this.#beginning[lane] -= 1;
    const running = run(check);
    this.#underWay.add(running);
    const over = running.finally(() => {
      this.#unfinished -= 1;
      this.#underWay.delete(running);
    });
    // The system's ping is a process, however long it waits.
    if (check.kind === 'icmp') return await over;
    const leave = await this.#room.enterAfter(SLOW_MS, { over, host: lane === 'slow' ? check.host : undefined });
    if (leave) void over.finally(leave);
  }
}
