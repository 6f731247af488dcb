import { z } from 'zod';
import type { ExcludedSpan } from '#domain/sla/assessment';
import { parseInstant } from '#domain/time';

const text = z.string({ error: 'must be text' }).trim().min(1, { error: 'must not be empty' });
const instant = z
  .string({ error: 'must be a time in quotes, such as "2026-06-10T14:05:00Z"' })
  .transform((value, context) => {
    const at = parseInstant(value);
    if (at !== undefined) return at;
    context.addIssue({
      code: 'custom',
      message: `“${value}” is not a time with its offset, such as "2026-06-10T14:05:00Z"`,
    });
    return z.NEVER;
  });

const spanSchema = z
  .strictObject({
    service: text.nullable().default(null),
    startedAt: instant,
    endedAt: instant,
    by: text,
    reason: text,
  })
  .refine(({ startedAt, endedAt }) => endedAt > startedAt, { path: ['endedAt'], error: 'must be after “startedAt”' });

export type SpanResult =
  | { readonly ok: true; readonly span: ExcludedSpan }
  | { readonly ok: false; readonly reason: string };

/** Reads one exclusion; the reason names the field and has no full stop. */
export function readExcludedSpan(value: unknown): SpanResult {
  const parsed = spanSchema.safeParse(value);
  if (parsed.success) return { ok: true, span: parsed.data };
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? '');
  return {
    ok: false,
    reason: field === '' ? (issue?.message ?? 'is wrong') : `“${field}” ${issue?.message ?? 'is wrong'}`,
  };
}
