import { z } from 'zod';
import type { OutageRow } from '#domain/sla/assessment';
import { parseInstant } from '#domain/time';
import { OUTAGE_SOURCES, SURFACES } from '#domain/words';

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(3000, 0, 1);
const STATES = ['down', 'degraded', 'information', 'unknown', 'maintenance'] as const;

const instant = z
  .string({ error: 'must be a time in quotes, such as "2026-06-10T14:05:00Z"' })
  .transform((value, context) => {
    const at = parseInstant(value);
    if (at !== undefined && at >= EARLIEST && at < LATEST) return at;
    context.addIssue({ code: 'custom', message: instantMistake(value, at) });
    return z.NEVER;
  });

function instantMistake(value: string, at: number | undefined): string {
  if (at !== undefined) return `“${value}” is not between the years 1970 and 2999`;
  return `“${value}” is not a time with its offset, such as "2026-06-10T14:05:00Z" or "2026-06-10T14:05:00+02:00"`;
}

const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });

const rowSchema = z
  .object({
    service: z
      .string({ error: 'must be the name of a service' })
      .trim()
      .min(1, { error: 'must not be empty' })
      .max(200, { error: 'must not be longer than 200 characters' }),
    startedAt: instant,
    endedAt: instant.nullable(),
    state: oneOf(STATES),
    announcedAt: instant.nullish(),
    surface: oneOf(SURFACES).nullish(),
    location: z.string({ error: 'must be text' }).nullish(),
    locations: z.array(z.string({ error: 'must be text' }), { error: 'must be a list of places' }).optional(),
    shareOf: oneOf(['customer', 'everybody']).nullish(),
    share: z
      .number({ error: 'must be a number from 0 to 1' })
      .min(0, { error: 'must not be below 0' })
      .max(1, { error: 'must not be above 1: it is a share, 5 percent is 0.05' })
      .nullish(),
    source: oneOf(OUTAGE_SOURCES).nullish(),
  })
  .refine(({ startedAt, endedAt }) => endedAt === null || endedAt >= startedAt, {
    path: ['endedAt'],
    error: 'is before “startedAt”',
  });

export type RowResult =
  | { readonly ok: true; readonly row: OutageRow }
  | { readonly ok: false; readonly reason: string };

/** Reads one row of an outage list; the reason names the field and has no full stop. */
export function readOutageRow(value: unknown): RowResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, reason: 'is not an object such as {"service": "Gmail", "startedAt": "…", …}' };
  }
  const parsed = rowSchema.safeParse(value);
  if (parsed.success) {
    const { share, ...row } = parsed.data;
    return { ok: true, row: { ...row, sharePpm: share === null || share === undefined ? null : shareAsPpm(share) } };
  }
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? '');
  if (issue && !(field in value)) {
    const hint = field === 'endedAt' ? ' (write null while it lasts)' : '';
    return { ok: false, reason: `“${field}” is missing${hint}` };
  }
  return { ok: false, reason: `“${field}” ${issue?.message ?? 'is wrong'}` };
}

/** Rounded up, so that no share slips under a line it is above. */
function shareAsPpm(share: number): number {
  return Math.min(1_000_000, Math.ceil(Number((share * 1_000_000).toFixed(6))));
}
