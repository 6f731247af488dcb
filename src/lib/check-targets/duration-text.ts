import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';

const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const SHAPE = /^\d{1,6} ?[smhd]$/;

interface Bounds {
  readonly leastMs: number;
  readonly mostMs: number;
  /** Such as `must be a time from 10s to 45d, such as 24h`. */
  readonly sentence: string;
}

/** A length of time of a target, written and stored as text such as `90s`, `5m`, `24h` or `7d`. */
export function durationText({ leastMs, mostMs, sentence }: Bounds) {
  return z
    .string({ error: sentence })
    .regex(SHAPE, { error: sentence })
    .refine((text) => durationMs(text) >= leastMs && durationMs(text) <= mostMs, { error: sentence });
}

/** The length that a `durationText` says. */
export function durationMs(text: string): number {
  return Number.parseInt(text, 10) * (UNIT_MS[text.slice(-1)] ?? 0);
}
