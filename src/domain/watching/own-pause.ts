import type { ProbeCause } from './probe-cause.ts';
import type { ProbeResult } from './probe-result.ts';

/** What happened to our own process while a probe ran. */
export interface Disturbance {
  /** How long it stood still: stopped, suspended, or too busy to look at answers. */
  readonly pausedMs: number;
  /** How far its clock was set forward or back, or the machine slept. */
  readonly steppedMs: number;
}

/** As long as this counts as standing still, or as another time, whatever the check. */
const NOTABLE_MS = 1_000;

/** Failures that our own standing still can bring about; an answer that was read and found wrong is none. */
const MADE_BY_PAUSES: ReadonlySet<ProbeCause> = new Set([
  ...(['timeout', 'too-slow', 'reset', 'unreachable', 'dns', 'dns-server-failed', 'refused'] as const),
  ...(['protocol', 'tls-failed', 'upgrade-refused', 'packets-lost', 'mail-not-arrived'] as const),
]);

/** Whether we stood still while the probe ran: its duration is not that of the target. */
export function isDisturbed({ pausedMs, steppedMs }: Disturbance, timeoutMs: number): boolean {
  return pausedMs >= Math.min(NOTABLE_MS, timeoutMs / 4) || Math.abs(steppedMs) >= NOTABLE_MS;
}

const MISTIMING_MS = 250;

/** Whether an answer time is partly that of our own process: it stood still for a quarter of a second, and a tenth of that time. */
export function isMistimed(disturbance: Disturbance, { latencyMs }: ProbeResult, timeoutMs: number): boolean {
  const { pausedMs } = disturbance;
  return isDisturbed(disturbance, timeoutMs) || (pausedMs >= MISTIMING_MS && pausedMs >= (latencyMs ?? 0) / 10);
}

/**
 * Whether a failure may be our own doing and says nothing: the check is run again. A target that had three quarters of its time
 * while we looked was given a fair chance; otherwise a process that is always busy would never see one fail.
 */
export function isOwnDoing(result: ProbeResult, disturbance: Disturbance, timeoutMs: number): boolean {
  if (result.ok || !MADE_BY_PAUSES.has(result.cause) || !isDisturbed(disturbance, timeoutMs)) return false;
  const wasStepped = Math.abs(disturbance.steppedMs) >= NOTABLE_MS;
  return result.cause !== 'timeout' || wasStepped || disturbance.pausedMs >= timeoutMs / 4;
}
