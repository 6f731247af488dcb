import { DAY_MS, type Instant } from './time.ts';

/** Names and free text of ledger and audit log are kept for three years unless somebody sets otherwise. */
export const DEFAULT_RETENTION_DAYS = 1_095;
export const RETENTION_BOUNDS = { least: 30, most: 36_500 } as const;
export const RETENTION_SETTING = 'name-retention-days';

/** Whether names can be kept for so many days. */
export function isRetention(days: number): boolean {
  return Number.isSafeInteger(days) && days >= RETENTION_BOUNDS.least && days <= RETENTION_BOUNDS.most;
}

/** Names written before this instant are to be removed. */
export function retentionEnd(now: Instant, days: number): Instant {
  return now - days * DAY_MS;
}
