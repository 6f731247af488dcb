import type { Disturbance } from '#domain/watching/own-pause';

const BEAT_MS = 250;
/** A beat comes this late on any busy machine. */
const TOLERATED_MS = 50;

/** After standing still that long, everything is due at once, and answer times are those of the queue. */
const LONG_MS = 1_000;
const CATCHING_UP_MS = 1_000;

export interface Clocks {
  /** Civil time, which may be set. */
  readonly wall: () => number;
  /** Time that only ever passes. */
  readonly monotonic: () => number;
}

const SYSTEM_CLOCKS: Clocks = { wall: Date.now, monotonic: () => performance.now() };

/** Notices when this process stood still (beats come late) and when its clock was set (civil time ran otherwise than time). */
export class PauseWatch {
  readonly #clocks: Clocks;
  readonly #onDisturbed: (disturbance: Disturbance) => void;
  readonly #timer: NodeJS.Timeout;
  #beatAt: number;
  #beatWall: number;
  #pausedMs = 0;
  #steppedMs = 0;
  #stoodStillUntil = Number.NEGATIVE_INFINITY;

  constructor(onDisturbed: (disturbance: Disturbance) => void = () => undefined, clocks: Clocks = SYSTEM_CLOCKS) {
    this.#clocks = clocks;
    this.#onDisturbed = onDisturbed;
    this.#beatAt = clocks.monotonic();
    this.#beatWall = clocks.wall();
    this.#timer = setInterval(() => this.look(), BEAT_MS);
    this.#timer.unref();
  }

  /** All that was noticed so far; the difference of two is what happened between. */
  look(): Disturbance {
    const [at, wall] = [this.#clocks.monotonic(), this.#clocks.wall()];
    const elapsed = at - this.#beatAt;
    const late = elapsed - BEAT_MS;
    const drift = wall - this.#beatWall - elapsed;
    const noticed = {
      pausedMs: late > TOLERATED_MS ? late : 0,
      steppedMs: Math.abs(drift) > BEAT_MS ? drift : 0,
    };
    this.#beatAt = at;
    this.#beatWall = wall;
    if (noticed.pausedMs >= LONG_MS) this.#stoodStillUntil = at;
    if (noticed.pausedMs === 0 && noticed.steppedMs === 0) return this.#total();
    this.#pausedMs += noticed.pausedMs;
    this.#steppedMs += noticed.steppedMs;
    this.#onDisturbed(noticed);
    return this.#total();
  }

  /** Whether what begins now begins in the rush after a long stop. */
  isCatchingUp(): boolean {
    return this.#clocks.monotonic() - this.#stoodStillUntil < CATCHING_UP_MS;
  }

  /** What happened since an earlier look. */
  since(before: Disturbance): Disturbance {
    const now = this.look();
    return { pausedMs: now.pausedMs - before.pausedMs, steppedMs: now.steppedMs - before.steppedMs };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #total(): Disturbance {
    return { pausedMs: this.#pausedMs, steppedMs: this.#steppedMs };
  }
}
