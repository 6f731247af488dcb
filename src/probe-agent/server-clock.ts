/** A reading of the server's clock, between two readings of a clock that only ever passes. */
export interface ClockReading {
  readonly serverTime: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** So different, one of both clocks was set. */
const STEP_MS = 1_000;

/**
 * The time of the server, whatever the clock of this machine says. Without a reading since this machine slept or was set, there is
 * none: what was measured then cannot be dated.
 */
export class ServerClock {
  readonly #monotonic: () => number;
  #offset: number | undefined;
  #errorMs = Number.POSITIVE_INFINITY;
  #readAt = 0;

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  now(): number | undefined {
    return this.#offset === undefined ? undefined : Math.round(this.#monotonic() + this.#offset);
  }

  /** An answer that took long says little: a better reading of the last minutes is kept. */
  read({ serverTime, askedAt, answeredAt }: ClockReading): void {
    const errorMs = (answeredAt - askedAt) / 2;
    const offset = serverTime - (askedAt + answeredAt) / 2;
    const isWorse = errorMs > 2 * this.#errorMs && answeredAt - this.#readAt < KEPT_MS;
    const isStep = this.#offset !== undefined && Math.abs(offset - this.#offset) > STEP_MS + errorMs;
    if (this.#offset !== undefined && isWorse && !isStep) return;
    this.#offset = offset;
    this.#errorMs = errorMs;
    this.#readAt = answeredAt;
  }

  /** This machine slept, or its clock was set: the time is not known until the server tells it again. */
  doubt(): void {
    this.#offset = undefined;
    this.#errorMs = Number.POSITIVE_INFINITY;
  }
}

const KEPT_MS = 5 * 60_000;
