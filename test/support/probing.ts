import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { RunNote } from '#domain/watching/run-note';
import { probe } from '#jobs/probes/probe';
import { type AddressPolicy, checkPolicy } from '#lib/address-policy';
import type { Resolve } from '#lib/guarded-socket';

interface Circumstances {
  readonly timeoutMs?: number;
  readonly policy?: AddressPolicy;
  readonly resolve?: Resolve;
  readonly stop?: AbortSignal;
  readonly note?: (note: RunNote) => void;
}

export type Target = Readonly<Record<string, unknown>>;

/** Runs the probe of a kind as the poller would; this machine may be asked unless a policy says otherwise. */
export function runProbe(kind: string, target: Target, circumstances: Circumstances = {}): Promise<ProbeResult> {
  const { timeoutMs = 5_000, ...rest } = circumstances;
  const policy = checkPolicy(['127.0.0.0/8', '::1/128']);
  return probe({ kind, target: JSON.stringify(target), timeoutMs }, { policy, ...rest });
}

export interface RunningServer {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
}

/** A server of raw bytes on a free port, until the test ends. */
export function serveRaw(onConnection: (socket: Socket) => void): Promise<RunningServer> {
  return serve(createRawServer(onConnection));
}

/** The same behind TLS, with one of the certificates of `test/support/certificates`. */
export function serveTls(
  certificate: string,
  onConnection: (socket: Socket) => void,
  options: TlsOptions = {},
): Promise<RunningServer> {
  const server = createTlsServer({ ...certificateOf(certificate), ...options }, onConnection);
  server.on('tlsClientError', () => undefined);
  return serve(server);
}

/** Starts a server that the test made, until it ends. */
export async function serve(server: Server): Promise<RunningServer> {
  const open = new Set<Socket>();
  server.prependListener('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { port, open };
}

export function certificateOf(name: string): { readonly key: string; readonly cert: string } {
  return {
    key: readPem(name.startsWith('chain') || name === 'weak' ? `${name}.key` : 'server.key'),
    cert: readPem(`${name}.pem`),
  };
}

export const testAuthority = readPem('ca.pem');

export function readPem(file: string): string {
  return readFileSync(new URL(`certificates/${file}`, import.meta.url), 'utf8');
}

/** Never answers, and ends for nothing but its end. */
export const neverResolving: Resolve = () => new Promise(() => undefined);

/** Every name leads to this machine. */
export const resolvingHere: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
