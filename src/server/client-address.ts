import ipaddr from 'ipaddr.js';
import { parseAddress } from '#lib/address-group';

/**
 * Who a request comes from: the connection's own address, or, when that is a trusted proxy, the right-most address in
 * X-Forwarded-For that is not one. What stands further left anybody may have written.
 */
export function clientAddress(
  remoteAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  let address = parseAddress(remoteAddress ?? '');
  if (!address) return '';
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
  while (isTrusted(address, trustedProxies)) {
    const hop = parseAddress(hops.pop() ?? '');
    if (!hop) break;
    address = hop;
  }
  return address.toString();
}

function isTrusted(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly string[]): boolean {
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === address.kind() && address.match([network, bits] as [ipaddr.IPv4, number]);
  });
}
