import type { Instant } from './time.ts';

/** How long the first alert of an event waits for the others. */
export const EVENT_MS = 20_000;

/** Whether the alerts not told yet are to be told now: the first has waited long enough for others of its event. */
export function isAlertDue(untold: readonly { readonly at: Instant }[], now: Instant): boolean {
  return untold.some(({ at }) => now - at >= EVENT_MS);
}
