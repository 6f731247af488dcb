import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** A time such as `30s` or `5m`, in milliseconds. */
export function duration(sentence: string, leastMs: number, mostMs: number) {
  return z
    .string({ error: sentence })
    .regex(/^\d{1,6} ?[smh]$/, { error: sentence })
    .transform((text) => Number.parseInt(text, 10) * (UNIT_MS[text.slice(-1)] ?? 0))
    .refine((ms) => ms >= leastMs && ms <= mostMs, { error: sentence });
}
