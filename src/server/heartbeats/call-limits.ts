export interface CallLimit {
  /** So many calls at once are fine. */
  readonly burst: number;
  /** After them, one more for each time that passes. */
  readonly refillMs: number;
  /** Callers that are remembered; the one not heard for the longest time is forgotten first. */
  readonly most: number;
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** Counts calls in the memory of one process: cheap enough to stand before everything else. */
export class CallLimits {
  readonly #limit: CallLimit;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: CallLimit) {
    this.#limit = limit;
  }

  /** Takes one call from what the caller has left; returns the milliseconds to wait where nothing is left, else 0. */
  take(key: string, now: number): number {
    const left = this.#leftOf(key, now);
    if (left < 1) return Math.ceil((1 - left) * this.#limit.refillMs);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: left - 1, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#limit.most && oldest !== undefined) this.#buckets.delete(oldest);
    return 0;
  }

  /** A call that turned out to be fine is not counted. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket) this.#buckets.set(key, { ...bucket, left: bucket.left + 1 });
  }

  #leftOf(key: string, now: number): number {
    const { burst, refillMs } = this.#limit;
    const bucket = this.#buckets.get(key);
    if (!bucket) return burst;
    return Math.min(burst, bucket.left + Math.max(0, now - bucket.at) / refillMs);
  }
}
