import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import type { ProbeCause } from '#domain/watching/probe-cause';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { GrpcTarget } from '#lib/check-targets/grpc';
import { decodeHealthResponse, encodeHealthRequest } from '#lib/grpc-health';
import { openSocket, secureSocket } from '#lib/guarded-socket';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import type { ProbeContext } from './probe.ts';

const ANSWER_LIMIT = 4_096;

/** Asks a gRPC server whether a service serves. One request of one field: HTTP/2 comes with Node, the message is a few bytes. */
export function probeGrpc(target: GrpcTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const session = openSession(await openConnection(target, run), target);
    run.finally(() => session.destroy());
    judge(await call(session, target, run), target, run);
  });
}

async function openConnection({ host, port, tls, authorities }: GrpcTarget, run: Attempt): Promise<Socket> {
  const plain = await openSocket({ ...run, hostname: host, protocol: 'grpc:', port: String(port) });
  run.finally(() => plain.destroy());
  if (!tls) return plain;
  const encrypted = await secureSocket(plain, {
    servername: host,
    ca: authorities,
    protocols: ['h2'],
    clock: run.clock,
  });
  run.finally(() => encrypted.destroy());
  if (encrypted.alpnProtocol !== 'h2') throw new ProbeFailure('upgrade-refused', 'The server does not speak HTTP/2.');
  return encrypted;
}

function openSession(socket: Socket, target: GrpcTarget): ClientHttp2Session {
  const session = connect(originOf(target), {
    createConnection: () => socket,
    settings: { enablePush: false, maxHeaderListSize: 16_384 },
    maxSessionMemory: 1,
  });
  // What breaks the session breaks the call, which says so.
  session.on('error', () => undefined);
  return session;
}

function originOf({ host, port, tls }: GrpcTarget): string {
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

interface Reply {
  readonly httpStatus: number;
  readonly status: string;
  readonly message: string;
  readonly body: Buffer;
}

async function call(session: ClientHttp2Session, { service, token }: GrpcTarget, run: Attempt): Promise<Reply> {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'OutageLedger/1 (health check)',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  });
  run.finally(() => stream.destroy());
  stream.end(encodeHealthRequest(service));
  const [headers, { body, trailers }] = await Promise.all([headersOf(stream, run), bodyOf(stream)]);
  const last = { ...headers, ...trailers };
  return {
    httpStatus: Number(headers[':status']),
    status: String(last['grpc-status'] ?? ''),
    message: String(last['grpc-message'] ?? ''),
    body,
  };
}

function headersOf(stream: ClientHttp2Stream, { clock }: Attempt): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    stream.once('response', (headers) => {
      clock.mark('firstByte');
      resolve(headers);
    });
    endsEarly(stream, reject);
  });
}

function bodyOf(stream: ClientHttp2Stream): Promise<{ readonly body: Buffer; readonly trailers: IncomingHttpHeaders }> {
  const chunks: Buffer[] = [];
  let size = 0;
  let trailers: IncomingHttpHeaders = {};
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= ANSWER_LIMIT) return;
      reject(new ProbeFailure('too-large', `The answer is longer than ${ANSWER_LIMIT} bytes.`));
      stream.destroy();
    });
    stream.once('trailers', (headers) => {
      trailers = headers;
    });
    stream.once('end', () => resolve({ body: Buffer.concat(chunks), trailers }));
    endsEarly(stream, reject);
  });
}

function endsEarly(stream: ClientHttp2Stream, reject: (error: Error) => void): void {
  stream.once('error', reject);
  stream.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
}

/** Status numbers of gRPC that say more than that the call failed. */
const STATUS_CAUSES: Readonly<Record<string, readonly [ProbeCause, string]>> = {
  '5': ['service-unknown', 'The server does not know this service.'],
  '7': ['login-refused', 'The server refuses the call for want of permission.'],
  '12': ['capability-missing', 'The server does not offer the health protocol.'],
  '14': ['not-serving', 'The server says that it is not available.'],
  '16': ['login-refused', 'The server asks for other credentials.'],
};

function judge(reply: Reply, { service }: GrpcTarget, run: Attempt): void {
  const { httpStatus, status, message } = reply;
  if (httpStatus !== 200)
    throw new ProbeFailure('unexpected-code', `The answer was HTTP ${httpStatus} instead of 200.`);
  if (status !== '0') {
    const [cause, sentence] = STATUS_CAUSES[status] ?? ['unexpected-code', 'The call failed.'];
    throw new ProbeFailure(
      cause,
      `${sentence} (gRPC status ${status.slice(0, 20) || 'missing'}: ${message.slice(0, 200)})`,
    );
  }
  const serving = decodeHealthResponse(reply.body);
  if (serving === undefined) throw new ProbeFailure('protocol', 'The answer is not one of the health protocol.');
  run.demand([
    {
      what: service === '' ? 'the server serves' : `${service} serves`,
      found: serving,
      held: serving === 'SERVING',
      cause: serving === 'SERVICE_UNKNOWN' ? 'service-unknown' : 'not-serving',
      detail: `The server says ${serving}.`,
    },
  ]);
}
