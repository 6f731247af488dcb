import { z } from 'zod';
import { isCurrency } from '#domain/credits/amount';
import { EVIDENCE_FORMAT, type EvidenceDocument } from '#domain/credits/evidence-document';
import { isMonth } from '#domain/sla/window';
import { isTimeZone } from '#domain/time';
import { OUTAGE_SOURCES, OUTAGE_STATES, SURFACES } from '#domain/words';

/** Behind every date there is. */
const LATEST = 8_640_000_000_000_000;
const MOST_ROWS = 20_000;

const instant = z.int().min(0).max(LATEST);
const id = z.string().min(1).max(100);
const text = z.string().max(1_000);
const rows = <T extends z.ZodType>(row: T) => z.array(row).max(MOST_ROWS);

const phase = z.object({
  startedAt: instant,
  endedAt: instant.nullable(),
  state: z.enum(OUTAGE_STATES),
  surfaces: z.array(z.enum(SURFACES)).max(10),
  locations: z.array(text).max(1_000),
  sharePpm: z.int().min(0).max(1_000_000).nullable(),
});

const interval = z.object({ startedAt: instant, endedAt: instant });

const maintenance = interval.extend({
  serviceId: id,
  announcedAt: instant,
  begunBefore: z.array(interval).max(1_000).optional(),
});

const exclusion = z.object({
  serviceId: id.nullable(),
  startedAt: instant,
  endedAt: instant,
  by: text,
  reason: text,
});

const ratio = z
  .string()
  .regex(/^\d{1,40}\/[1-9]\d{0,20}$/)
  .optional();

const arithmetic = z.object({
  month: z.string().refine(isMonth),
  asOf: instant,
  // The terms are looked at by the arithmetic itself: policies grow new words, and an old bundle keeps its own.
  policy: z.object({
    id: text,
    version: z.int().min(1),
    name: text,
    effectiveFrom: text,
    terms: z.record(z.string(), z.unknown()),
  }),
  contract: z.looseObject({
    zone: z.string().max(100).refine(isTimeZone),
    startsAt: instant,
    endsAt: instant.nullable(),
  }),
  services: z
    .array(z.looseObject({ id, name: text, measuredSince: instant.nullable(), statedBy: text.nullable() }))
    .max(500),
  checks: z.array(z.object({ id, serviceId: id, createdAt: instant, archivedAt: instant.nullable() })).max(2_000),
  outages: rows(
    z.object({
      id,
      serviceId: id,
      source: z.enum(OUTAGE_SOURCES),
      revision: z.int().min(0),
      phases: z.array(phase).max(1_000),
    }),
  ),
  gaps: rows(z.object({ serviceId: id, checkId: id, startedAt: instant, endedAt: instant.nullable() })),
  maintenance: rows(maintenance).optional(),
  exclusions: rows(exclusion).optional(),
  fee: z
    .object({
      minor: z.int().min(0),
      currency: z.string().refine(isCurrency),
      exact: ratio,
      whole: ratio,
    })
    .optional(),
});

const document = z.looseObject({
  format: z.literal(EVIDENCE_FORMAT),
  wording: z.string().max(64).optional(),
  contract: z.looseObject({ counterparty: text }),
  frozen: z.object({ revision: z.int().min(1), frozenAt: instant, evidenceHash: z.string().max(64) }).nullable(),
  arithmetic: z.looseObject(arithmetic.shape),
  revisions: rows(z.unknown()),
  samples: rows(z.unknown()),
  tickets: rows(z.unknown()),
  ledgerHead: z.object({ seq: z.int().min(1), hash: z.string().max(64) }).nullable(),
});

export type ReadDocument =
  | { readonly ok: true; readonly document: EvidenceDocument }
  | { readonly ok: false; readonly sentence: string };

/** Reads the text of `evidence.json`; whoever made it up gets a sentence, not a crash. */
export function readEvidenceDocument(json: string): ReadDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return { ok: false, sentence: 'evidence.json is not JSON.' };
  }
  const { success, error } = document.safeParse(parsed);
  // As it was written, not as it was checked: its hash counts every key.
  if (success) return { ok: true, document: parsed as EvidenceDocument };
  const [issue] = error.issues;
  const place = issue?.path.join('.') || 'its top';
  return { ok: false, sentence: `evidence.json is not evidence of this format: look at ${place}.` };
}
