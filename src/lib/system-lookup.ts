import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';

const underWay = new Map<string, Promise<readonly LookupAddress[]>>();

/**
 * Looks a name up as the system does. Whoever asks for a name that is being looked up shares the answer: lookups cannot be
 * ended, and a dead name server would otherwise fill the few threads they share with files and passwords.
 */
export function systemLookup(hostname: string): Promise<readonly LookupAddress[]> {
  const known = underWay.get(hostname);
  if (known) return known;
  const asked = lookup(hostname, { all: true }).finally(() => underWay.delete(hostname));
  underWay.set(hostname, asked);
  return asked;
}
