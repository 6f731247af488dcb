import type { Socket } from 'node:net';
import type { ProbeCause } from '#domain/watching/probe-cause';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { GrpcTarget } from '#lib/check-targets/grpc';
import { decodeHealthResponse, encodeHealthRequest } from '#lib/grpc-health';
import { openSocket, secureSocket } from '#lib/guarded-socket';
import { callHttp2, type Http2Answer, Http2Error } from '#lib/http2/call';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import type { ProbeContext } from './probe.ts';

const ANSWER_LIMIT = 4_096;

/** Asks a gRPC server whether a service serves. */
export function probeGrpc(target: GrpcTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const connection = await openConnection(target, run);
    judge(await call(connection, target, run), target, run);
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

async function call(connection: Socket, target: GrpcTarget, { clock }: Attempt): Promise<Http2Answer> {
  const body = encodeHealthRequest(target.service);
  const onAnswer = (): void => clock.mark('firstByte');
  try {
    return await callHttp2(connection, { headers: headersOf(target), body, bodyLimit: ANSWER_LIMIT, onAnswer });
  } catch (error) {
    throw error instanceof Http2Error ? new ProbeFailure(error.reason, error.message) : error;
  }
}

function headersOf({ host, port, tls, token }: GrpcTarget): readonly (readonly [name: string, value: string])[] {
  return [
    [':method', 'POST'],
    [':scheme', tls ? 'https' : 'http'],
    [':authority', `${host.includes(':') ? `[${host}]` : host}:${port}`],
    [':path', '/grpc.health.v1.Health/Check'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ['user-agent', 'OutageLedger/1 (health check)'],
    ...(token === undefined ? [] : [['authorization', `Bearer ${token}`] as const]),
  ];
}

/** Status numbers of gRPC that say more than that the call failed. */
const STATUS_CAUSES: ReadonlyMap<string, readonly [ProbeCause, string]> = new Map([
  ['5', ['service-unknown', 'The server does not know this service.']],
  ['7', ['login-refused', 'The server refuses the call for want of permission.']],
  ['12', ['capability-missing', 'The server does not offer the health protocol.']],
  ['14', ['not-serving', 'The server says that it is not available.']],
  ['16', ['login-refused', 'The server asks for other credentials.']],
]);

function judge({ fields, body }: Http2Answer, { service }: GrpcTarget, run: Attempt): void {
  const httpStatus = fields.get(':status') ?? 'without a status';
  if (httpStatus !== '200') {
    throw new ProbeFailure('unexpected-code', `The answer was HTTP ${httpStatus.slice(0, 20)} instead of 200.`);
  }
  const status = fields.get('grpc-status') ?? '';
  const message = fields.get('grpc-message') ?? '';
  if (status !== '0') {
    const [cause, sentence] = STATUS_CAUSES.get(status) ?? ['unexpected-code', 'The call failed.'];
    throw new ProbeFailure(
      cause,
      `${sentence} (gRPC status ${status.slice(0, 20) || 'missing'}: ${message.slice(0, 200)})`,
    );
  }
  const serving = decodeHealthResponse(body);
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
