import type { Socket } from 'node:net';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { TcpTarget } from '#lib/check-targets/tcp';
import { openSocket, secureSocket } from '#lib/guarded-socket';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import { brief } from './finding.ts';
import type { ProbeContext } from './probe.ts';

const ANSWER_LIMIT = 16_384;

/** Connects to a port, says something if told to, and waits for the expected text. */
export function probeTcp(target: TcpTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const socket = await connect(target, run);
    if (target.send !== undefined) socket.write(target.send);
    if (target.expect !== undefined) await waitFor(target.expect, socket, run);
  });
}

async function connect({ host, port, tls, authorities }: TcpTarget, run: Attempt): Promise<Socket> {
  const plain = await openSocket({ ...run, hostname: host, protocol: 'tcp:', port: String(port) });
  run.finally(() => plain.destroy());
  if (!tls) return plain;
  const encrypted = await secureSocket(plain, { servername: host, ca: authorities, clock: run.clock });
  run.finally(() => encrypted.destroy());
  return encrypted;
}

async function waitFor(text: string, socket: Socket, run: Attempt): Promise<void> {
  const answer = new Answer();
  let isThere = false;
  try {
    isThere = await hears(text, socket, { answer, run });
  } catch (error) {
    if (!run.signal.aborted || answer.size === 0) throw error;
    throw new ProbeFailure('timeout', `“${text}” did not come within the time allowed.`);
  } finally {
    tell(text, isThere, { answer, run });
  }
  if (isThere) return;
  throw answer.size === ANSWER_LIMIT
    ? new ProbeFailure('too-large', `“${text}” was not among the first ${ANSWER_LIMIT} bytes of the answer.`)
    : new ProbeFailure('keyword-missing', `The connection was closed without “${text}” in the answer.`);
}

/** The beginning of what a server says. */
class Answer {
  readonly bytes = Buffer.alloc(ANSWER_LIMIT);
  size = 0;
}

interface Hearing {
  readonly answer: Answer;
  readonly run: Attempt;
}

async function hears(text: string, socket: Socket, { answer, run }: Hearing): Promise<boolean> {
  const wanted = Buffer.from(text);
  for await (const chunk of socket) {
    run.clock.mark('firstByte');
    const from = Math.max(0, answer.size - wanted.length + 1);
    answer.size += Buffer.from(chunk).copy(answer.bytes, answer.size);
    if (answer.bytes.subarray(from, answer.size).includes(wanted)) return true;
    if (answer.size === ANSWER_LIMIT) return false;
  }
  return false;
}

function tell(text: string, held: boolean, { answer, run }: Hearing): void {
  if (answer.size > 0) run.note?.({ kind: 'answer', text: answer.bytes.toString('utf8', 0, answer.size) });
  const what = `an answer with ${brief(text)}`;
  run.note?.({ kind: 'expectation', what, held, found: held ? 'found' : 'not found' });
}
