import { expect, test } from 'vitest';
import { readRequestPath } from '#server/request-path';

test.each([
  '/',
  '/history',
  '/incidents/01-a_b',
  '/incidents/01-a_b/sla',
  '/services/gmail?x=/../y',
  '/a/.well-known/x',
  '/caf%C3%A9',
  '/a%20b',
  '/...',
])('takes %s as it is', (target) => {
  expect(readRequestPath(target)).toMatchObject({ kind: 'path' });
});

test.each([
  ...[
    '/%69p',
    '/%2569p',
    '/%252569p',
    '//ip',
    '/./ip',
    '/x/../ip',
    '/x/..',
    '/..',
    '/%2e%2e/ip',
    '/a%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a\\b',
  ],
  ...[
    '/a;b',
    '/a;jsessionid=1',
    '/a%00',
    '/a b',
    '/a%',
    '/a%zz',
    '/%ff',
    '/a%09b',
    '/%7Eroot',
    'http://evil.example/',
    '*',
    '',
    'portal',
  ],
  `/${'a'.repeat(5_000)}`,
])('refuses %s', (target) => {
  expect(readRequestPath(target)).toEqual({ kind: 'refused' });
});

test.each([
  ['/history/', '/history'],
  ['/fr/?a=b', '/fr?a=b'],
])('sends %s to %s', (target, to) => {
  expect(readRequestPath(target)).toEqual({ kind: 'redirect', to });
});

test.each(['%2569p', '/portal/%63onsole', '/p%6frtal', '/%70ortal', '/%50ORTAL'])(
  'sees through escapes as often as one likes: %s',
  (path) => {
    let target = path.startsWith('/') ? path : `/${path}`;
    for (let times = 0; times < 12; times += 1) {
      expect(readRequestPath(target)).toEqual({ kind: 'refused' });
      target = target.replaceAll('%', '%25');
    }
  },
);
