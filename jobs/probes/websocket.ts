import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { ProbeResult } from '#domain/watching/probe-result';
import { mergeHeaders } from '#lib/check-targets/header-fields';
import type { WebsocketTarget } from '#lib/check-targets/websocket';
import { openSocket, secureSocket } from '#lib/guarded-socket';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import { brief } from './finding.ts';
import type { ProbeContext } from './probe.ts';

const MESSAGE_LIMIT = 65_536;
/** Of those that are not the expected one, for a person who watches. */
const TOLD_MESSAGES = 3;
/** Of all that the server says, pings and foreign messages included. */
const TOTAL_LIMIT = 1_000_000;

/** Opens a WebSocket, says something if told to, and waits for a message with the expected text. */
export function probeWebsocket(target: WebsocketTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const connection = await openConnection(target, run);
    const socket = openWebsocket(connection, target);
    run.finally(() => socket.terminate());
    // A message may come together with the answer to the handshake.
    const heard = target.expect === undefined ? undefined : messageWith(target.expect, { socket, connection, run });
    heard?.catch(() => undefined);
    await opened(socket);
    run.clock.mark('firstByte');
    if (target.send !== undefined) socket.send(target.send);
    await heard;
  });
}

async function openConnection({ url, authorities }: WebsocketTarget, run: Attempt): Promise<Socket> {
  const { hostname, protocol, port } = new URL(url);
  const isSecure = protocol === 'wss:';
  const plain = await openSocket({ ...run, hostname, protocol, port: port || (isSecure ? '443' : '80') });
  run.finally(() => plain.destroy());
  if (!isSecure) return plain;
  const servername = hostname.replace(/^\[(.*)\]$/, '$1');
  const { clock } = run;
  const encrypted = await secureSocket(plain, { servername, ca: authorities, protocols: ['http/1.1'], clock });
  run.finally(() => encrypted.destroy());
  return encrypted;
}

function openWebsocket(connection: Socket, target: WebsocketTarget): WebSocket {
  const socket = new WebSocket(target.url, [...target.subprotocols], {
    createConnection: () => connection,
    headers: { 'user-agent': 'OutageLedger/1 (health check)', ...mergeHeaders(target) },
    followRedirects: false,
    // Packed messages could unfold to any size.
    perMessageDeflate: false,
    maxPayload: MESSAGE_LIMIT,
    // Answers to pings would pile up when the server sends them and reads nothing.
    autoPong: false,
  });
  // Without a listener, an error after the one that was waited for would end the process.
  socket.on('error', () => undefined);
  return socket;
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      response.destroy();
      reject(new ProbeFailure('upgrade-refused', `The answer was ${response.statusCode} instead of 101.`));
    });
    socket.once('error', (error) => reject(handshakeFailure(error)));
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

/** Of a handshake that the server gets wrong, ws says why in words alone; what has a code is a failure of the connection. */
function handshakeFailure(error: Error): Error {
  return 'code' in error ? error : new ProbeFailure('upgrade-refused', `${error.message.slice(0, 200)}.`);
}

interface Talk {
  readonly socket: WebSocket;
  readonly connection: Socket;
  readonly run: Attempt;
}

function messageWith(text: string, { socket, connection, run }: Talk): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: ProbeFailure['reason'], detail: string): void => reject(new ProbeFailure(cause, detail));
    const count = (): void => {
      if (connection.bytesRead > TOTAL_LIMIT) {
        fail('too-large', `“${text}” was not among the first ${TOTAL_LIMIT} bytes that came.`);
      }
    };
    let told = 0;
    socket.on('ping', count);
    socket.on('pong', count);
    socket.on('message', (data) => {
      const message = String(data);
      const held = message.includes(text);
      const isTold = held || told < TOLD_MESSAGES;
      told += 1;
      if (isTold)
        run.note?.({ kind: 'expectation', what: `a message with ${brief(text)}`, held, found: brief(message) });
      if (held) resolve();
      else count();
    });
    socket.once('error', (error) => {
      const isLong = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      reject(isLong ? new ProbeFailure('too-large', `A message is longer than ${MESSAGE_LIMIT} bytes.`) : error);
    });
    socket.once('close', (code) => {
      // The deadline closes it too.
      if (run.signal.aborted) fail('timeout', `“${text}” did not come within the time allowed.`);
      else fail('keyword-missing', `The connection was closed (${code}) before “${text}” came.`);
    });
  });
}
