import { expect, test } from 'vitest';
import { isOfTheTarget } from '#domain/watching/probe-cause';
import { fetchFailure } from '#lib/fetch-failure';
import { startPhaseClock } from '#lib/phase-clock';

const running = new AbortController().signal;
const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const causeOf = (error: Error) => fetchFailure(error, running, startPhaseClock()).cause;

test.each([
  ['EMFILE', 'out-of-room'],
  ['ENFILE', 'out-of-room'],
  ['ENOBUFS', 'out-of-room'],
  ['ENOMEM', 'out-of-room'],
  ['EADDRNOTAVAIL', 'out-of-room'],
  ['ENETDOWN', 'no-network'],
  ['EPERM', 'no-network'],
] as const)('%s is our own fault: %s', (code, cause) => {
  expect(causeOf(coded(code))).toBe(cause);
  expect(causeOf(new TypeError('fetch failed', { cause: coded(code) }))).toBe(cause);
  expect(isOfTheTarget(cause)).toBe(false);
});

test('a network that our own system knows no way to is our fault; one that a router calls unreachable is not', () => {
  expect(causeOf(coded('ENETUNREACH', 'connect ENETUNREACH 2001:db8::1:443 - Local (:::0)'))).toBe('no-network');
  expect(causeOf(coded('ENETUNREACH', 'connect ENETUNREACH 198.51.100.7:443'))).toBe('unreachable');
  expect(causeOf(coded('EHOSTUNREACH'))).toBe('unreachable');
});

test('of several addresses, the refusal of one counts, and not that we could not try the other', () => {
  const withoutRoute = coded('ENETUNREACH', 'connect ENETUNREACH 2001:db8::1:443 - Local (:::0)');
  const both = Object.assign(new AggregateError([withoutRoute, coded('ECONNREFUSED')]), { code: 'ENETUNREACH' });
  expect(causeOf(both)).toBe('refused');
  expect(causeOf(new AggregateError([withoutRoute, withoutRoute]))).toBe('no-network');
});
