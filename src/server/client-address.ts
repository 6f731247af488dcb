import ipaddr from 'ipaddr.js';

/**
 * Who a request comes from: the connection's own address, or, when that is a trusted proxy, the right-most address in
 * X-Forwarded-For that is not one. What stands further left anybody may have written.
 */
export function clientAddress(
  remoteAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  let address = parse(remoteAddress ?? '');
  if (!address) return '';
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
  while (isTrusted(address, trustedProxies)) {
    const hop = parse(hops.pop() ?? '');
    if (!hop) break;
    address = hop;
  }
  return address.toString();
}

/** What is counted as one client: an IPv4 address, or the /64 an IPv6 client may move about in. */
export function addressGroup(address: string): string {
  const parsed = parse(address);
  if (!parsed) return 'unknown';
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${new ipaddr.IPv6([...(parsed as ipaddr.IPv6).parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

function isTrusted(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly string[]): boolean {
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === address.kind() && address.match([network, bits] as [ipaddr.IPv4, number]);
  });
}

/** An address as such; an IPv4 one in IPv6 clothes becomes IPv4, a port or zone is no part of it. */
function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = text
    .replace(/^\[(.+)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '');
  const plain = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return plain ? ipaddr.process(bare) : undefined;
}
