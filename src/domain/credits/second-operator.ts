export interface SecondQuestion {
  /** What this decision would give. */
  readonly sum: number;
  /** What the window of the contract got so far. */
  readonly granted: number;
  /** What other decisions of the window would give, once confirmed. */
  readonly unconfirmed: number;
  /** The sum set now; null for none. */
  readonly above: number | null;
  /** The sums under which earlier decisions on this claim were made: raising the sum later does not loosen them. */
  readonly earlier: readonly (number | null)[];
}

/** The sum above which a second operator has to confirm, where this decision is above it; a claim cut in pieces counts as one. */
export function secondNeeded({ sum, granted, unconfirmed, above, earlier }: SecondQuestion): number | null {
  const bounds = [above, ...earlier].filter((bound) => bound !== null);
  if (bounds.length === 0) return null;
  const strictest = Math.min(...bounds);
  return sum + granted + unconfirmed > strictest ? strictest : null;
}
