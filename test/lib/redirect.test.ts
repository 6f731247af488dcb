import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeNext } from '#lib/redirect';

test('whatever is let through stays on this site', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '%2f',
    '%5c',
    '%252f',
    '..',
    'portal',
    'evil.example',
    '?',
    ':',
    '@',
    '#',
    '\t',
    '\n',
    'a',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const next = safeNext(`/${pieces.join('')}`);
      if (next === undefined) return;
      const url = new URL(next, 'https://status.example.com/sign-in');
      expect(url.origin).toBe('https://status.example.com');
      expect(new URL(decodeURIComponent(next.split('?')[0] ?? ''), url).origin).toBe('https://status.example.com');
    }),
  );
});

test('pages of ours with their queries are let through', () => {
  for (const path of [
    '/',
    '/portal',
    '/portal/tickets/12?do=x',
    '/console/people',
    '/account',
    '/invitation/abc',
    '/fr/incidents/1',
  ]) {
    expect(safeNext(path)).toBe(path);
  }
});

test('pages nobody is sent back to are not', () => {
  for (const path of ['/sign-out', '/setup?token=x', '/api/auth', '/portalx', 'portal', '']) {
    expect(safeNext(path)).toBeUndefined();
  }
});
