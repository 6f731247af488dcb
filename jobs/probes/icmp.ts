import { execFile } from 'node:child_process';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { IcmpTarget } from '#lib/check-targets/icmp';
import { lookUp } from '#lib/guarded-socket';
import { parsePing } from '#lib/parse-ping';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import type { ProbeContext } from './probe.ts';

const OUTPUT_LIMIT = 16_384;
/** How long a packet may take to come back; the time of the check as a whole may be over sooner. */
const WAIT_SECONDS = 2;
const BETWEEN_SECONDS = 0.2;

/**
 * Sends echo requests by the system's `ping`: an ordinary process may not send them itself. The address was judged, and is
 * given as digits, so that `ping` looks nothing up.
 */
export function probeIcmp(target: IcmpTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, {}, async (run) => {
    const [{ address }] = await lookUp({ ...run, hostname: target.host, protocol: 'icmp:', port: '' });
    run.clock.mark('lookup');
    return judge(await ping(address, target, run), target, run);
  });
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

function ping(address: string, { packets }: IcmpTarget, { signal }: Attempt): Promise<Printed> {
  const numbers = [
    '-c',
    packets,
    '-i',
    BETWEEN_SECONDS,
    '-W',
    process.platform === 'darwin' ? WAIT_SECONDS * 1_000 : WAIT_SECONDS,
  ];
  const options = {
    signal,
    killSignal: 'SIGKILL',
    maxBuffer: OUTPUT_LIMIT,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  } as const;
  return new Promise((resolve, reject) => {
    execFile('ping', ['-n', ...numbers.map(String), address], options, (error, stdout, stderr) => {
      if (error && typeof error.code === 'string') return reject(spawnFailure(error, signal));
      resolve({ stdout, stderr });
    });
  });
}

function spawnFailure(error: Error & { readonly code?: unknown }, signal: AbortSignal): Error {
  if (signal.aborted || error.code === 'ABORT_ERR') return error;
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return new ProbeFailure('too-large', 'ping printed too much.');
  return new ProbeFailure('not-supported', `There is no ping on this machine that could be run (${error.code}).`);
}

function judge({ stdout, stderr }: Printed, target: IcmpTarget, run: Attempt): { readonly latencyMs: number } {
  const said = parsePing(stdout);
  if (!said) throw refusal(stderr);
  const { sent, received, roundTripsMs } = said;
  const lostPercent = Math.round(((sent - received) / sent) * 100);
  const mean = roundTripsMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, roundTripsMs.length);
  const latencyMs = Math.round(mean);
  const { lossLimitPercent, latencyLimitMs } = target;
  run.demand([
    {
      what: `at most ${lossLimitPercent} % of packets lost`,
      found: `${sent - received} of ${sent} lost`,
      held: received > 0 && lostPercent <= lossLimitPercent,
      cause: received > 0 ? 'packets-lost' : said.isUnreachable ? 'unreachable' : 'timeout',
      detail: received > 0 ? `${sent - received} of ${sent} packets were lost.` : `None of ${sent} packets came back.`,
    },
    {
      what: latencyLimitMs === undefined ? 'a round trip' : `a round trip of at most ${latencyLimitMs} ms`,
      found: `${mean.toFixed(1)} ms`,
      held: latencyLimitMs === undefined || mean <= latencyLimitMs,
      cause: 'too-slow',
      detail: `A round trip took ${latencyMs} ms, more than the limit of ${latencyLimitMs} ms.`,
    },
  ]);
  return { latencyMs };
}

/** `ping` that says nothing of packets was not allowed to send any, or could not. */
function refusal(stderr: string): ProbeFailure {
  const line = stderr
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
  if (/unreachable/i.test(line)) return new ProbeFailure('unreachable', `There is no way to the address. (${line})`);
  return new ProbeFailure(
    'not-supported',
    `This machine does not let us send pings: ${line || 'ping said nothing'}. On Linux, set net.ipv4.ping_group_range or give ping the capability cap_net_raw.`,
  );
}
