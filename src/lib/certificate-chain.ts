import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

const DAY_MS = 86_400_000;
/** A server may send certificates that name each other as issuers. */
const LONGEST_CHAIN = 10;

/** The server's certificate and those that lead to its authority, but not the authority's own. */
export function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next && chain.length < LONGEST_CHAIN && (chain.length === 0 || !isSelfIssued(next))) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** The certificate of a chain that ends first. */
export function firstToEnd(chain: readonly X509Certificate[]): X509Certificate | undefined {
  return chain.toSorted((a, b) => a.validToDate.getTime() - b.validToDate.getTime())[0];
}

/** Whole days until a certificate ends, by the machine's clock; negative when it has ended. */
export function daysLeft(certificate: X509Certificate): number {
  return Math.floor((certificate.validToDate.getTime() - Date.now()) / DAY_MS);
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer;
}
