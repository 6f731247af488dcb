/** Why a probe did not get what it expected; closed, so that pages and filters can word each. */
export const PROBE_CAUSES = [
  'dns',
  'refused',
  'reset',
  'unreachable',
  'timeout',
  'tls-expired',
  'tls-not-yet-valid',
  'tls-wrong-name',
  'tls-untrusted',
  'tls-failed',
  'protocol',
  'too-large',
  'too-slow',
  'unexpected-code',
  'keyword-missing',
  'keyword-present',
  'redirect-limit',
  'redirect-refused',
  'address-refused',
  'misconfigured',
] as const;
export type ProbeCause = (typeof PROBE_CAUSES)[number];

/** Milliseconds from the start of the last hop to the end of each phase; a phase that was not reached is absent. */
export interface PhaseTimings {
  readonly lookupMs?: number;
  readonly connectMs?: number;
  readonly firstByteMs?: number;
  readonly totalMs: number;
}

/** Raw outcome of one probe run, judged and then forgotten. */
export type ProbeResult =
  | { readonly ok: true; readonly latencyMs: number; readonly timings: PhaseTimings }
  | {
      readonly ok: false;
      readonly cause: ProbeCause;
      /** One sentence for the operator. */
      readonly detail: string;
      readonly latencyMs: number | null;
      readonly timings: PhaseTimings;
    };
