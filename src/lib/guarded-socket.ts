import type { LookupAddress } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as secure, type TLSSocket } from 'node:tls';
import { type AddressPolicy, literalOf, type Place, refusalOfAddress } from './address-policy.ts';
import type { PhaseClock } from './phase-clock.ts';
import { type Asker, systemLookup } from './system-lookup.ts';
import { untilAborted } from './until-aborted.ts';

export type Resolve = (hostname: string, asker: Asker) => Promise<readonly LookupAddress[]>;

export interface SocketRequest extends Place {
  /** A name or an IP address. */
  readonly hostname: string;
  readonly policy: AddressPolicy;
  /** Destroys the socket, at any time of its life. */
  readonly signal: AbortSignal;
  /** Another way to look names up; the system's by default. */
  readonly resolve?: Resolve | undefined;
  readonly clock?: PhaseClock;
}

export interface TlsRequest {
  /** The name the certificate must be for, and that the server is told unless it is an IP address. */
  readonly servername: string;
  /** Certificates (PEM) of the authorities to trust instead of the usual ones. */
  readonly ca?: string | undefined;
  readonly protocols?: readonly string[];
  /** Whether the handshake may end well with a certificate that does not hold. */
  readonly acceptsAny?: boolean;
  readonly clock?: PhaseClock;
}

/** The policy forbids the address that a name leads to. */
export class AddressRefusedError extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** The server said more than any answer that is looked at: hints, empty lines or frames without end cost time though nobody keeps them. */
class FloodError extends Error {
  readonly code = 'TOO_MANY_BYTES';
}

/** Twice the largest document that is read. */
const MOST_BYTES = 32 * 1_048_576;
const LOOK_EVERY_MS = 250;

/**
 * A TCP connection to an address the policy allows. The name is looked up once, every address it has is judged, no other is
 * connected to, and the one that was reached is judged before a byte is sent.
 */
export async function openSocket(request: SocketRequest): Promise<Socket> {
  const { signal, clock, policy } = request;
  const [first, ...others] = await lookUp(request);
  clock?.mark('lookup');
  const socket = connect({
    host: others.length === 0 ? first.address : request.hostname,
    port: Number(request.port),
    lookup: answering([first, ...others]),
    autoSelectFamily: others.length > 0,
    noDelay: true,
  });
  await settled(endWith(socket, signal), 'connect');
  endFlood(socket);
  const refusal = refusalOfAddress(socket.remoteAddress ?? '', request, policy);
  if (refusal) {
    socket.destroy();
    throw new AddressRefusedError(refusal);
  }
  clock?.mark('connect');
  return socket;
}

/** Encrypts an open connection. */
export async function secureSocket(socket: Socket, request: TlsRequest): Promise<TLSSocket> {
  const { ca, protocols, clock } = request;
  // The final dot of a full name is no part of it in a certificate.
  const servername = request.servername.replace(/\.$/, '');
  const encrypted = secure({
    socket,
    // Told nobody, but compared with the certificate.
    host: servername,
    servername: isIP(servername) === 0 ? servername : '',
    rejectUnauthorized: !request.acceptsAny,
    ...(ca === undefined ? {} : { ca }),
    ...(protocols ? { ALPNProtocols: [...protocols] } : {}),
  });
  await settled(encrypted, 'secureConnect');
  clock?.mark('tls');
  return encrypted;
}

/** Every address the host has, all of them allowed: one forbidden address among them refuses the whole name. */
export async function lookUp(request: SocketRequest): Promise<[LookupAddress, ...LookupAddress[]]> {
  const { hostname, policy } = request;
  const literal = literalOf(hostname);
  const addresses =
    literal === undefined
      ? await untilAborted(resolve(request), request.signal)
      : [{ address: literal, family: isIP(literal) }];
  for (const { address } of addresses) {
    const refusal = refusalOfAddress(address, request, policy);
    if (refusal) throw new AddressRefusedError(literal ? refusal : `${hostname} leads to ${refusal}`);
  }
  const [first, ...others] = addresses;
  if (!first) throw Object.assign(new Error(`${hostname} has no address.`), { code: 'ENODATA' });
  return [first, ...others];
}

function resolve({ hostname, signal, clock, resolve = systemLookup }: SocketRequest): ReturnType<Resolve> {
  return resolve(hostname, { signal, onWait: (isWaiting) => clock?.hold(isWaiting) });
}

/** Destroys the socket when the signal says so. */
function endWith(socket: Socket, signal: AbortSignal): Socket {
  const end = (): void => void socket.destroy(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', end));
  return socket;
}

/** Ends a connection over which too much comes, whoever reads it. */
function endFlood(socket: Socket): void {
  const timer = setInterval(() => {
    if (socket.bytesRead > MOST_BYTES) socket.destroy(new FloodError('The server does not stop sending.'));
  }, LOOK_EVERY_MS).unref();
  socket.once('close', () => clearInterval(timer));
}

function settled(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  // Whoever uses the socket may listen too late for an error; without a listener it would end the process.
  socket.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all) return callback(null, [...addresses]);
    const first = addresses[0];
    return first
      ? callback(null, first.address, first.family)
      : callback(Object.assign(new Error('no address'), { code: 'ENODATA' }), '');
  };
}
