import type { HeartbeatReading } from '#domain/heartbeats/judge-heartbeat';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { RunNote } from '#domain/watching/run-note';
import type { AddressPolicy } from '#lib/address-policy';
import { maskSecrets } from '#lib/check-secrets/mask-secrets';
import { secretTexts } from '#lib/check-secrets/target-secrets';
import { type CheckKind, type CheckTarget, isCheckKind, readTarget } from '#lib/check-targets/check-target';
import type { Resolve } from '#lib/guarded-socket';
import { probeCaldav } from './caldav.ts';
import { probeDns } from './dns.ts';
import { probeGrpc } from './grpc.ts';
import { probeHeartbeat } from './heartbeat.ts';
import { probeHttp } from './http.ts';
import { probeIcmp } from './icmp.ts';
import { probeImap } from './imap.ts';
import { probePop3 } from './pop3.ts';
import { probeRoundTrip } from './round-trip.ts';
import { probeSmtp } from './smtp.ts';
import { probeTcp } from './tcp.ts';
import { probeTls } from './tls.ts';
import { probeWebsocket } from './websocket.ts';

/** What a probe may use besides its target. */
export interface ProbeContext {
  readonly policy: AddressPolicy;
  /** The deadline of the whole run. */
  readonly signal: AbortSignal;
  readonly resolve?: Resolve;
  /** Of a heartbeat check: what its job last said. */
  readonly heartbeat?: HeartbeatReading;
  /** Hears of expectations and of the answer when a person watches the run. */
  readonly note?: (note: RunNote) => void;
}

type Probes = { readonly [K in CheckKind]: (target: CheckTarget<K>, context: ProbeContext) => Promise<ProbeResult> };

/** The probe of each kind. A new kind is its target in `src/lib/check-targets/`, a file here and a line in this table. */
const PROBES: Probes = {
  http: probeHttp,
  tcp: probeTcp,
  tls: probeTls,
  dns: probeDns,
  websocket: probeWebsocket,
  grpc: probeGrpc,
  icmp: probeIcmp,
  heartbeat: probeHeartbeat,
  smtp: probeSmtp,
  imap: probeImap,
  pop3: probePop3,
  'round-trip': probeRoundTrip,
  caldav: probeCaldav,
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

/** What comes out of a run says nothing of the secrets that went into it, whatever the target sends back. */
async function run<K extends CheckKind>(kind: K, check: ProbedCheck, setup: ProbeSetup): Promise<ProbeResult> {
  const given = parseJson(check.target);
  const secrets = secretTexts(kind, given);
  const result = await runUnmasked(kind, given, { ...check, ...setup, ...hearing(setup.note, secrets) });
  return result.ok ? result : { ...result, detail: maskSecrets(result.detail, secrets) };
}

function hearing(note: ProbeContext['note'], secrets: readonly string[]): Pick<ProbeContext, 'note'> {
  if (!note) return {};
  const mask = (text: string): string => maskSecrets(text, secrets);
  return {
    note: (heard) =>
      note(
        heard.kind === 'answer'
          ? { ...heard, text: mask(heard.text) }
          : { ...heard, what: mask(heard.what), found: mask(heard.found) },
      ),
  };
}

async function runUnmasked<K extends CheckKind>(
  kind: K,
  given: unknown,
  setup: ProbeSetup & ProbedCheck,
): Promise<ProbeResult> {
  const target = readTarget(kind, given);
  if (!target.success) {
    const [issue] = target.error.issues;
    return misconfigured(`The check's ${issue?.path.join('.') || 'target'} ${issue?.message ?? 'is not valid'}.`);
  }
  try {
    const deadline = AbortSignal.timeout(setup.timeoutMs);
    const signal = setup.stop ? AbortSignal.any([deadline, setup.stop]) : deadline;
    const { policy, resolve, note, heartbeat } = setup;
    const more = { ...(resolve ? { resolve } : {}), ...(note ? { note } : {}), ...(heartbeat ? { heartbeat } : {}) };
    return await PROBES[kind](target.data, { policy, signal, ...more });
  } catch (error) {
    return misconfigured(`The check could not be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The check could not be asked at all. */
export function misconfigured(detail: string): ProbeResult {
  return { ok: false, cause: 'misconfigured', detail, latencyMs: null, timings: { totalMs: 0 } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
