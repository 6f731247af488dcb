import type { HeartbeatReading } from '#domain/heartbeats/judge-heartbeat';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { AddressPolicy } from '#lib/address-policy';
import { type CheckKind, type CheckTarget, isCheckKind, readTarget } from '#lib/check-targets/check-target';
import type { Resolve } from '#lib/guarded-socket';
import { probeHeartbeat } from './heartbeat.ts';
import { probeHttp } from './http.ts';
import { probeTcp } from './tcp.ts';

/** What a probe may use besides its target. */
export interface ProbeContext {
  readonly policy: AddressPolicy;
  /** The deadline of the whole run. */
  readonly signal: AbortSignal;
  readonly resolve?: Resolve;
  /** Of a heartbeat check: what its job last said. */
  readonly heartbeat?: HeartbeatReading;
}

type Probes = { readonly [K in CheckKind]: (target: CheckTarget<K>, context: ProbeContext) => Promise<ProbeResult> };

/** The probe of each kind. A new kind is its target in `src/lib/check-targets/`, a file here and a line in this table. */
const PROBES: Probes = {
  http: probeHttp,
  tcp: probeTcp,
  heartbeat: probeHeartbeat,
};

export interface ProbedCheck {
  readonly kind: string;
  /** As stored: JSON. */
  readonly target: string;
  readonly timeoutMs: number;
  /** Of a heartbeat check, once its address is made. */
  readonly heartbeat?: HeartbeatReading;
}

export interface ProbeSetup extends Omit<ProbeContext, 'signal' | 'heartbeat'> {
  /** Cuts every run short when the process stops. */
  readonly stop?: AbortSignal;
}

/** Runs the probe of a check; whatever happens becomes a result. */
export async function probe(check: ProbedCheck, setup: ProbeSetup): Promise<ProbeResult> {
  if (!isCheckKind(check.kind)) return misconfigured(`This version knows no checks of the kind “${check.kind}”.`);
  return run(check.kind, check, setup);
}

async function run<K extends CheckKind>(kind: K, check: ProbedCheck, setup: ProbeSetup): Promise<ProbeResult> {
  const target = readTarget(kind, parseJson(check.target));
  if (!target.success) {
    const [issue] = target.error.issues;
    return misconfigured(`The check's ${issue?.path.join('.') || 'target'} ${issue?.message ?? 'is not valid'}.`);
  }
  try {
    const deadline = AbortSignal.timeout(check.timeoutMs);
    const signal = setup.stop ? AbortSignal.any([deadline, setup.stop]) : deadline;
    const { policy, resolve } = setup;
    const { heartbeat } = check;
    const given = { ...(resolve ? { resolve } : {}), ...(heartbeat ? { heartbeat } : {}) };
    return await PROBES[kind](target.data, { policy, signal, ...given });
  } catch (error) {
    return misconfigured(`The check could not be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function misconfigured(detail: string): ProbeResult {
  return { ok: false, cause: 'misconfigured', detail, latencyMs: null, timings: { totalMs: 0 } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
