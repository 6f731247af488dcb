import type { HeartbeatReading } from '#domain/heartbeats/judge-heartbeat';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { RunNote } from '#domain/watching/run-note';
import type { StoredTarget } from './check-secrets/complete-target.ts';

/** One run of a check that a person watched; its secrets are hidden already. */
export interface WatchedRun {
  readonly result: ProbeResult;
  readonly notes: readonly RunNote[];
}

export type WatchableCheck = StoredTarget & {
  readonly timeoutMs: number;
  /** Of a heartbeat check: what its job last said. */
  readonly heartbeat?: HeartbeatReading;
};

/** Runs a check once, now, from this process, and writes nothing down. */
export type WatchRun = (check: WatchableCheck) => Promise<WatchedRun>;
