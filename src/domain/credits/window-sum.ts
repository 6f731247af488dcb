import { type Instant, toIso } from '../time.ts';

export interface WindowSum {
  readonly windowStart: Instant;
  readonly grantedAmount: number;
  readonly capAmount: number | null;
  readonly sum: number;
}

/** Says that the kept sum of a window is gone; undefined where none is. */
export function unkeptSentence([first]: readonly Instant[]): string | undefined {
  return first === undefined ? undefined : `The window from ${toIso(first)} has entries, and its kept sum is gone.`;
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
