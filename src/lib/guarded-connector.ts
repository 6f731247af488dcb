import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { type AddressPolicy, literalOf, refusalOfAddress } from './address-policy.ts';

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface GuardedConnection {
  readonly url: URL;
  readonly policy: AddressPolicy;
  readonly signal: AbortSignal;
  readonly resolve: Resolve;
  readonly onLookup: () => void;
  readonly onConnect: () => void;
}

/** The policy forbids the address that a name leads to. */
export class AddressRefusedError extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/**
 * A connector that looks the name up once, judges every address it got, connects to no other, and judges the one it reached.
 * A `lookup` option alone would not do: IP literals never call it.
 */
export function guardedConnector(connection: GuardedConnection): buildConnector.connector {
  return (options, callback) => {
    const { url, policy } = connection;
    resolveAllowed(connection)
      .then((addresses) => {
        connection.onLookup();
        if (connection.signal.aborted) throw connection.signal.reason;
        const connect = buildConnector({
          lookup: answering(addresses),
          autoSelectFamily: true,
          maxCachedSessions: 0,
          allowH2: false,
          timeout: 0,
          signal: connection.signal,
        });
        connect(options, (error, socket) => {
          if (error) return callback(error, null);
          const refusal = refusalOfAddress(socket?.remoteAddress ?? '', url, policy);
          if (refusal) {
            socket?.destroy();
            return callback(new AddressRefusedError(refusal), null);
          }
          connection.onConnect();
          return callback(null, socket);
        });
      })
      .catch((error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null));
  };
}

/** Every address of the host; one forbidden address among them refuses the whole name. */
async function resolveAllowed({ url, policy, resolve }: GuardedConnection): Promise<readonly LookupAddress[]> {
  const literal = literalOf(url.hostname);
  const addresses =
    literal === undefined ? await resolve(url.hostname) : [{ address: literal, family: literal.includes(':') ? 6 : 4 }];
  if (addresses.length === 0) throw Object.assign(new Error(`${url.hostname} has no address.`), { code: 'ENODATA' });
  for (const { address } of addresses) {
    const refusal = refusalOfAddress(address, url, policy);
    if (refusal) throw new AddressRefusedError(literal ? refusal : `${url.hostname} leads to ${refusal}`);
  }
  return addresses;
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
