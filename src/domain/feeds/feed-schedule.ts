import { HOUR_MS, type Instant } from '../time.ts';

interface Reading {
  readonly now: Instant;
  readonly intervalMs: number;
  /** Failures in a row, this one included; zero after a success. */
  readonly failureCount: number;
}

/** When a feed is read next: after its interval, and after each further failure twice as late, up to an hour. */
export function nextReadingAt({ now, intervalMs, failureCount }: Reading): Instant {
  const delayMs = intervalMs * 2 ** Math.min(failureCount, 20);
  return now + Math.max(intervalMs, Math.min(delayMs, HOUR_MS));
}
