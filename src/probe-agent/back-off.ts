const FIRST_MS = 1_000;
/** Shorter than the server listens after a start before it calls a place silent. */
const LONGEST_MS = 20_000;

/** Waits longer after each failure, and never as long as others do: a server that comes back is not called by all at once. */
export class BackOff {
  #failures = 0;

  reset(): void {
    this.#failures = 0;
  }

  nextMs(random: () => number = Math.random): number {
    const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    return Math.round(full * (0.5 + random() / 2));
  }
}
