import type { TLSSocket } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import type { ProbeCause } from '#domain/watching/probe-cause';
import type { PhaseTimings } from '#domain/watching/probe-result';
import { type AddressPolicy, refusalOfUrl } from './address-policy.ts';
import { fetchFailure } from './fetch-failure.ts';
import { guardedConnector } from './guarded-connector.ts';
import type { Resolve } from './guarded-socket.ts';
import { startPhaseClock } from './phase-clock.ts';

export interface GuardedRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly policy: AddressPolicy;
  /** The deadline of everything: lookup, connection, headers and body. */
  readonly signal: AbortSignal;
  /** Bytes of the answer that are read, and kept unless fewer will do. */
  readonly bodyLimit: number;
  /** Fewer bytes to keep of those that are read. */
  readonly keptBytes?: number | undefined;
  /** Another way to look names up; the system's by default. */
  readonly resolve?: Resolve;
  /** Certificates (PEM) of the authorities to trust instead of the usual ones. */
  readonly ca?: string | undefined;
  /** Looks at an encrypted connection before it is used. */
  readonly onSecure?: ((socket: TLSSocket) => void) | undefined;
}

export type GuardedAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: Buffer;
      /** Whether the answer was longer than the limit. */
      readonly truncated: boolean;
      readonly timings: PhaseTimings;
    }
  | { readonly ok: false; readonly cause: ProbeCause; readonly detail: string; readonly timings: PhaseTimings };

/** Made once: undici would make an error, with its stack, for every client that ends. */
const ENDED = new Error('The request has ended.');

/**
 * One HTTP request to an address the policy allows, over a connection of its own; redirects are answers like others.
 * Never throws: what went wrong is in the answer.
 */
export async function guardedFetch(request: GuardedRequest): Promise<GuardedAnswer> {
  const clock = startPhaseClock();
  const refusal = refusalOfUrl(request.url, request.policy);
  if (refusal) return { ok: false, cause: 'address-refused', detail: refusal, timings: { totalMs: 0 } };
  let client: Client | undefined;
  // undici itself looks at a request's signal only once there is a connection.
  const giveUp = (): void => {
    const reason: Error = request.signal.reason;
    client?.destroy(reason).catch(() => undefined);
  };
  request.signal.addEventListener('abort', giveUp, { once: true });
  try {
    request.signal.throwIfAborted();
    client = new Client(request.url.origin, {
      connect: guardedConnector({
        policy: request.policy,
        signal: request.signal,
        resolve: request.resolve,
        ca: request.ca,
        onSecure: request.onSecure,
        clock,
      }),
      // The signal is the only deadline; these two would cut a longer one short.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 32_768,
      allowH2: false,
    });
    const response = await send(client, request);
    clock.mark('firstByte');
    const { body, truncated } = await readUpTo(response.body, request);
    return {
      ok: true,
      status: response.statusCode,
      headers: response.headers,
      body,
      truncated,
      timings: clock.read(),
    };
  } catch (error) {
    const timings = clock.read();
    return { ok: false, ...fetchFailure(error, request.signal, clock), timings };
  } finally {
    request.signal.removeEventListener('abort', giveUp);
    client?.destroy(ENDED).catch(() => undefined);
  }
}

function send(client: Client, request: GuardedRequest): Promise<Dispatcher.ResponseData> {
  return client.request({
    path: request.url.pathname + request.url.search,
    method: request.method,
    // Packed answers could unfold to any size.
    headers: { 'accept-encoding': 'identity', ...request.headers },
    body: request.body ?? null,
    signal: request.signal,
    reset: true,
  });
}

async function readUpTo(
  body: Dispatcher.ResponseData['body'],
  { bodyLimit, keptBytes = bodyLimit }: GuardedRequest,
): Promise<{ body: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes: Buffer = Buffer.from(chunk);
    if (size < keptBytes) chunks.push(bytes.subarray(0, keptBytes - size));
    size += bytes.length;
    if (size > bodyLimit) return { body: Buffer.concat(chunks), truncated: true };
  }
  return { body: Buffer.concat(chunks), truncated: false };
}
