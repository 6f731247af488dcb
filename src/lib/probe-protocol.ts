import { z } from 'zod';
import { GAP_CAUSES } from '#domain/watching/judge-probe';
import { isProbeCause } from '#domain/watching/probe-cause';
import { SAMPLE_STATES } from '#domain/words';

/** What a server and the agents of its places say to each other; `docs/places.md` has it in words. */
export const PROBE_PATH = '/api/probe/v1';
export const MOST_RESULTS = 500;
/** Room for as many results with long sentences. */
export const LARGEST_REPORT_BYTES = 512 * 1_024;
/** How far an agent's idea of our time may be from ours, its way included. */
export const CLOCK_TOLERANCE_MS = 30_000;
export const SERVER_TIME_HEADER = 'x-server-time';
const LONGEST_DETAIL = 500;

const instant = z.int().min(0);
const count = z.int().min(1);

/** One run of a check as its place judged it. */
export const reportedResult = z
  .strictObject({
    checkId: z.string().min(1).max(64),
    at: instant,
    state: z.enum(SAMPLE_STATES),
    gapCause: z.enum(GAP_CAUSES).nullable().default(null),
    latencyMs: z.int().min(0).max(600_000).nullable(),
    /** A cause of a later version than ours is kept as its sentence alone. */
    cause: z.string().max(40).nullable().default(null),
    detail: z.string().max(10_000).nullable().default(null),
  })
  .transform(({ checkId, at, state, gapCause, latencyMs, cause, detail }) => ({
    checkId,
    sample: { at, state, gapCause: state === 'unknown' ? (gapCause ?? 'not-measurable') : null },
    latencyMs,
    cause: cause !== null && isProbeCause(cause) && state !== 'up' ? cause : null,
    detail: state === 'up' ? null : (detail?.replaceAll(/\p{Cc}+/gu, ' ').slice(0, LONGEST_DETAIL) ?? null),
  }));

export const probeReport = z.strictObject({
  /** The time it is for the server, as far as the agent knows. */
  sentAt: instant,
  /** Results the agent still holds back after these. */
  waiting: z.int().min(0).default(0),
  results: z.array(reportedResult).max(MOST_RESULTS),
});

export type ProbeReport = z.input<typeof probeReport>;
export type WireResult = z.input<typeof reportedResult>;

const assignedCheck = z.object({
  id: z.string(),
  no: z.int(),
  kind: z.string(),
  /** Complete, with its secrets; null where the server cannot complete it. */
  target: z.record(z.string(), z.unknown()).nullable(),
  /** Why it cannot. */
  problem: z.string().nullable(),
  intervalMs: count,
  timeoutMs: count,
  recheckMs: count,
  failAfter: count,
  recoverAfter: count,
});

export const probeAssignment = z.object({
  protocol: z.literal(1),
  place: z.object({ name: z.string(), no: z.int(), paused: z.boolean() }),
  /** Ask again after this time. */
  refreshMs: count,
  /** Older results are refused. */
  keptMs: count,
  checks: z.array(assignedCheck),
});

export type ProbeAssignment = z.output<typeof probeAssignment>;
export type AssignedCheck = z.output<typeof assignedCheck>;

export const reportAnswer = z.object({
  recorded: z.int(),
  repeated: z.int(),
  refused: z.array(z.object({ checkId: z.string(), at: z.int(), code: z.string(), reason: z.string() })),
});

export const probeRefusal = z.object({ code: z.string(), message: z.string() });
