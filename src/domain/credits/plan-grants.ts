/** One service of a claim with what the decider gives for it. */
export interface GrantWish {
  readonly itemId: string;
  readonly amount: number;
}

/** What is written for one item: never more than the cap leaves, and the part cut off is named. */
export interface PlannedGrant {
  readonly itemId: string;
  readonly wanted: number;
  readonly granted: number;
  readonly cutByCap: number;
}

/** Gives the items their amounts in order until the cap of the window is used up; `cap` null means there is none. */
export function planGrants(wishes: readonly GrantWish[], alreadyGranted: number, cap: number | null): PlannedGrant[] {
  let left = cap === null ? Number.POSITIVE_INFINITY : Math.max(0, cap - alreadyGranted);
  return wishes.map(({ itemId, amount }) => {
    const granted = Math.min(amount, left);
    left -= granted;
    return { itemId, wanted: amount, granted, cutByCap: amount - granted };
  });
}
