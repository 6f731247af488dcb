import { expect, test } from 'vitest';
import { addressGroup } from '#lib/address-group';
import { clientAddress } from '#server/client-address';

const PROXIES = ['10.0.0.0/8', 'fd00::/8'];

test.each([
  ['without proxies the header counts for nothing', '203.0.113.9', '6.6.6.6', [], '203.0.113.9'],
  ['a stranger cannot pose as a proxy', '203.0.113.9', '6.6.6.6', PROXIES, '203.0.113.9'],
  ['behind a trusted proxy the hop it saw counts', '10.0.0.1', '203.0.113.9', PROXIES, '203.0.113.9'],
  ['what a client wrote further left counts for nothing', '10.0.0.1', '6.6.6.6, 203.0.113.9', PROXIES, '203.0.113.9'],
  ['trusted hops are skipped from the right', '10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', PROXIES, '203.0.113.9'],
  ['a hop that is no address ends the search', '10.0.0.1', '203.0.113.9, unknown', PROXIES, '10.0.0.1'],
  ['a proxy that says nothing is the client', '10.0.0.1', undefined, PROXIES, '10.0.0.1'],
  ['IPv4 in IPv6 clothes is IPv4', '::ffff:10.0.0.1', '203.0.113.9', PROXIES, '203.0.113.9'],
  ['a port is no part of an address', '10.0.0.1', '203.0.113.9:4711', PROXIES, '203.0.113.9'],
  ['IPv6 works the same way', 'fd00::1', '2001:db8::7', PROXIES, '2001:db8::7'],
  ['a number is no address', '10.0.0.1', '2130706433', PROXIES, '10.0.0.1'],
] as const)('%s', (_what, remote, forwarded, proxies, expected) => {
  expect(clientAddress(remote, forwarded, proxies)).toBe(expected);
});

test('an IPv6 client is its /64, however often it changes the rest', () => {
  expect(addressGroup('2001:db8:1:2:aaaa::1')).toBe(addressGroup('2001:db8:1:2:bbbb::2'));
  expect(addressGroup('2001:db8:1:2::1')).not.toBe(addressGroup('2001:db8:1:3::1'));
  expect(addressGroup('::ffff:203.0.113.9')).toBe('203.0.113.9');
  expect(addressGroup('')).toBe('unknown');
});
