import type { Instant } from './time.ts';

/** Reads a Retry-After header (seconds, or an HTTP date) as milliseconds from now; null when it says nothing usable. */
export function parseRetryAfter(value: string | undefined, now: Instant): number | null {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  if (!/GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
