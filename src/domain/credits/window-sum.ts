import { type Instant, toIso } from '../time.ts';

export interface WindowSum {
  readonly windowStart: Instant;
  readonly grantedAmount: number;
  readonly capAmount: number | null;
  readonly sum: number;
}

/** The first window whose kept sum is not that of its entries, or is above the cap; as a sentence. */
export function findWrongWindow(windows: readonly WindowSum[]): string | undefined {
  for (const { windowStart, grantedAmount, capAmount, sum } of windows) {
    const which = `The window from ${toIso(windowStart)}`;
    if (sum !== grantedAmount) return `${which} says ${grantedAmount} were granted; its entries add up to ${sum}.`;
    if (capAmount !== null && sum > capAmount) return `${which} is over its cap of ${capAmount}: ${sum}.`;
  }
  return undefined;
}
