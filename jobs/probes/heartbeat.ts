import { judgeHeartbeat } from '#domain/heartbeats/judge-heartbeat';
import type { ProbeResult } from '#domain/watching/probe-result';
import { durationMs } from '#lib/check-targets/duration-text';
import type { HeartbeatTarget } from '#lib/check-targets/heartbeat';
import type { ProbeContext } from './probe.ts';

/** Asks nobody: the job calls us, and the claimed check carries what it last said. */
export async function probeHeartbeat(
  { every, grace, longest }: HeartbeatTarget,
  { heartbeat }: ProbeContext,
): Promise<ProbeResult> {
  return judgeHeartbeat(heartbeat, {
    everyMs: durationMs(every),
    graceMs: durationMs(grace),
    longestMs: longest === undefined ? undefined : durationMs(longest),
  });
}
