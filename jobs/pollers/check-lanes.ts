import PQueue from 'p-queue';
import type { ClaimedCheck } from '#commands/claim-due-checks';
import type { Instant } from '#domain/time';

/** A check whose last answer took longer than this waits for its turn among its like. */
const SLOW_MS = 1_000;

/**
 * Starts claimed checks at their due millisecond. Slow ones have places of their own, so that however many there are, they never
 * hold up the others.
 */
export class CheckLanes {
  readonly #quick = new PQueue({ concurrency: 600 });
  readonly #slow = new PQueue({ concurrency: 400 });
  readonly #waiting = new Map<ClaimedCheck, NodeJS.Timeout>();

  /** Claimed and not finished. */
  get size(): number {
    const places = [this.#quick, this.#slow];
    return places.reduce((sum, lane) => sum + lane.size + lane.pending, this.#waiting.size);
  }

  /** Runs the check once it is due; `run` must not throw. */
  add(check: ClaimedCheck, now: Instant, run: (check: ClaimedCheck) => Promise<void>): void {
    const lane = (check.lastLatencyMs ?? 0) >= SLOW_MS ? this.#slow : this.#quick;
    const start = (): void => {
      this.#waiting.delete(check);
      void lane.add(() => run(check));
    };
    if (check.startsAt <= now) start();
    else this.#waiting.set(check, setTimeout(start, check.startsAt - now));
  }

  /** Takes back the checks that are not due yet. */
  takeWaiting(): ClaimedCheck[] {
    const checks = [...this.#waiting.keys()];
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    return checks;
  }

  /** Resolves once nothing runs or waits for a place. */
  async idle(): Promise<void> {
    await Promise.all([this.#quick.onIdle(), this.#slow.onIdle()]);
  }
}
