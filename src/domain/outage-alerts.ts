import type { Instant } from './time.ts';

/** Whether the alerts not told yet are to be told now: the first has waited long enough for others of its event. */
export function isAlertDue(untold: readonly { readonly at: Instant }[], now: Instant, waitMs: number): boolean {
  return untold.some(({ at }) => now - at >= waitMs);
}
