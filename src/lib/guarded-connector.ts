import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { openSocket, type SocketRequest, secureSocket } from './guarded-socket.ts';

export interface ConnectorSetup extends Omit<SocketRequest, 'hostname' | 'port' | 'protocol'> {
  readonly ca?: string | undefined;
  readonly onSecure?: ((socket: TLSSocket) => void) | undefined;
}

/**
 * Makes undici's connections through `openSocket`. A `lookup` option would not do: IP literals never call it.
 */
export function guardedConnector(setup: ConnectorSetup): buildConnector.connector {
  return (options, callback) => {
    connect(options, setup).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

async function connect(options: buildConnector.Options, { ca, onSecure, ...setup }: ConnectorSetup): Promise<Socket> {
  const { hostname, protocol, servername } = options;
  const port = options.port || (protocol === 'https:' ? '443' : '80');
  const socket = await openSocket({ ...setup, hostname, port, protocol });
  if (protocol !== 'https:') return socket;
  const { clock } = setup;
  const encrypted = await secureSocket(socket, {
    servername: servername || bare(hostname),
    protocols: ['http/1.1'],
    ca,
    ...(clock ? { clock } : {}),
  });
  onSecure?.(encrypted);
  return encrypted;
}

function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
