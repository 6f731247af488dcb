import ipaddr from 'ipaddr.js';

/** Where a request of ours may go. `check`: operators' health checks. `subscriber`: addresses that strangers give us. */
export interface AddressPolicy {
  readonly audience: 'check' | 'subscriber';
  readonly allowed: readonly Range[];
  /** The variable that allows more, named in refusals. */
  readonly variable: 'PROBE_ALLOW_CIDRS' | 'WEBHOOK_ALLOW_CIDRS';
}

/** Where a connection leads: what is asked of a port or a scheme is asked of these. */
export type Place = Pick<URL, 'protocol' | 'port'>;

type Range = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** Health checks go to any port of public addresses, and to the private ranges that PROBE_ALLOW_CIDRS names. */
export function checkPolicy(probeAllowCidrs: readonly string[]): AddressPolicy {
  return { audience: 'check', allowed: probeAllowCidrs.map(parseRange), variable: 'PROBE_ALLOW_CIDRS' };
}

/** Subscribers' addresses are https on port 443 of public hosts; WEBHOOK_ALLOW_CIDRS names ranges where any port and plain http are fine. */
export function subscriberPolicy(webhookAllowCidrs: readonly string[]): AddressPolicy {
  return { audience: 'subscriber', allowed: webhookAllowCidrs.map(parseRange), variable: 'WEBHOOK_ALLOW_CIDRS' };
}

/** Why a URL may never be requested, before any name is looked up; undefined when it may be tried. */
export function refusalOfUrl(url: URL, policy: AddressPolicy): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `Only http and https addresses are allowed, not ${url.protocol}`;
  }
  if (url.username || url.password) return 'An address must not contain a user name or password.';
  const literal = literalOf(url.hostname);
  return literal === undefined ? undefined : refusalOfAddress(literal, url, policy);
}

/** Why a connection to this IP address may not be made; undefined when it may. */
export function refusalOfAddress(address: string, place: Place, policy: AddressPolicy): string | undefined {
  const ip = parseAddress(address);
  if (!ip) return `${address} is not an IP address.`;
  if (METADATA.some((range) => inRange(embeddedIn(ip), range))) {
    return `${address} is a cloud's metadata address, which is never requested.`;
  }
  if (policy.allowed.some((range) => inRange(ip, range))) return undefined;
  if (!isPublic(ip)) {
    return `${address} is not a public address. To allow it, name its range in ${policy.variable}.`;
  }
  return policy.audience === 'subscriber' ? refusalOfPort(place, policy) : undefined;
}

/** The IP address a host spells, in its usual form and without brackets; undefined for a name. */
export function literalOf(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? ipaddr.parse(bare).toString() : undefined;
}

function refusalOfPort(url: Place, policy: AddressPolicy): string | undefined {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (url.protocol === 'https:' && (port === '443' || port === '80')) return undefined;
  return url.protocol === 'http:'
    ? `The address must begin with https (or its range be named in ${policy.variable}).`
    : `Port ${port} is not allowed, only 443 and 80 (or its range must be named in ${policy.variable}).`;
}

/** An allow-list: of IPv6 only 2000::/3 is handed out; the rest has special uses, or reaches IPv4 by the back door. */
function isPublic(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ip.range() === 'unicast' && (ip.kind() === 'ipv4' || inRange(ip, GLOBAL_IPV6));
}

const GLOBAL_IPV6 = parseRange('2000::/3');

/** The IPv4 address a NAT64 gateway would reach for an IPv6 one. */
function embeddedIn(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return ip.range() === 'rfc6052' ? new ipaddr.IPv4(ip.toByteArray().slice(-4)) : ip;
}

/** Where clouds tell their machines names, keys and passwords; one of them lies among public addresses. */
const METADATA = [
  '169.254.169.254/32',
  '169.254.170.2/32',
  '169.254.170.23/32',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
  'fd00:ec2::254/128',
  'fd00:ec2::23/128',
  'fd20:ce::254/128',
].map(parseRange);

/** IPv4 written as IPv6 is judged as the IPv4 address it reaches. */
function parseAddress(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const zoneless = address.split('%')[0] ?? '';
  return ipaddr.isValid(zoneless) ? ipaddr.process(zoneless) : undefined;
}

function inRange(ip: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Range): boolean {
  return ip.kind() === network.kind() && ip.match(network, bits);
}

/** A range of IPv4 written as IPv6 means the IPv4 addresses, as a single one does. */
function parseRange(cidr: string): Range {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const isMapped = network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? [network.toIPv4Address(), bits - 96] : [network, bits];
}
