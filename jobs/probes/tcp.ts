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

async function waitFor(text: string, socket: Socket, { clock, note }: Attempt): Promise<void> {
  const wanted = Buffer.from(text);
  const answer = Buffer.alloc(ANSWER_LIMIT);
  let size = 0;
  for await (const chunk of socket) {
    clock.mark('firstByte');
    const from = Math.max(0, size - wanted.length + 1);
    size += Buffer.from(chunk).copy(answer, size);
    if (answer.subarray(from, size).includes(wanted)) return heard(answer.toString('utf8', 0, size), text, note);
    if (size === ANSWER_LIMIT) {
      throw new ProbeFailure('too-large', `“${text}” was not among the first ${ANSWER_LIMIT} bytes of the answer.`);
    }
  }
  throw new ProbeFailure('keyword-missing', `The connection was closed without “${text}” in the answer.`);
}

function heard(answer: string, text: string, note: Attempt['note']): void {
  note?.({ kind: 'answer', text: answer });
  note?.({ kind: 'expectation', what: `an answer with ${brief(text)}`, held: true, found: 'found' });
}
