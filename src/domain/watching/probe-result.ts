import type { ProbeCause } from './probe-cause.ts';

/** Milliseconds from the start of the last hop to the end of each phase; a phase that was not reached is absent. */
export interface PhaseTimings {
  readonly lookupMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  readonly firstByteMs?: number;
  readonly totalMs: number;
}

/** Raw outcome of one probe run, judged and then forgotten. */
export type ProbeResult =
  | {
      readonly ok: true;
      /** Null where nothing was timed: a heartbeat whose job does not tell how long it took. */
      readonly latencyMs: number | null;
      readonly timings: PhaseTimings;
    }
  | {
      readonly ok: false;
      readonly cause: ProbeCause;
      /** One sentence for the operator. */
      readonly detail: string;
      readonly latencyMs: number | null;
      readonly timings: PhaseTimings;
    };
