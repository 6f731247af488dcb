import { expect, test } from 'vitest';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { completeTarget } from '#lib/check-secrets/complete-target';
import { findMovedSecrets } from '#lib/check-secrets/kept-secrets';
import { MASK, maskSecrets } from '#lib/check-secrets/mask-secrets';
import { openSecrets, sealedFields, sealSecrets } from '#lib/check-secrets/sealed-secrets';
import { splitTarget } from '#lib/check-secrets/target-secrets';
import { readTypedTarget } from '#lib/check-secrets/typed-target';

const SECRET = 'Tr0ub4dor&3 "zebra"/%';
const OLD = 'an old key of at least thirty-two letters';
const NEW = 'a new key of more than thirty-two letters';

test('a target is split into what may be read and what is sealed', () => {
  const target = { url: 'https://example.com/', token: 'abc', secretHeaders: { 'X-Key': 'def' }, body: 'x' };
  expect(splitTarget('http', target)).toEqual({
    open: { url: 'https://example.com/', body: 'x' },
    secrets: { token: 'abc', secretHeaders: { 'X-Key': 'def' } },
  });
  expect(splitTarget('http', { secretHeaders: {} }).secrets).toEqual({});
});

test('a sealed secret names its field and gives nothing else away, not even its length', () => {
  const box = createCheckBox([NEW]);
  const short = sealSecrets(box, 'check-1', { token: 'x' }) ?? '';
  const long = sealSecrets(box, 'check-1', { token: 'a token of twenty-one' }) ?? '';
  expect(sealedFields(short)).toEqual(['token']);
  expect(long).not.toContain('token of');
  expect(long).toHaveLength(short.length);
  expect(openSecrets(box, 'check-1', long)).toEqual({ token: 'a token of twenty-one' });
});

test('a sealed secret that was moved to another check or another field does not open', () => {
  const box = createCheckBox([NEW]);
  const sealed = sealSecrets(box, 'check-1', { password: SECRET }) ?? '';
  expect(() => openSecrets(box, 'check-2', sealed)).toThrow(/cannot be opened/);
  const moved = sealed.replace('password', 'username');
  expect(() => openSecrets(box, 'check-1', moved)).toThrow(/cannot be opened/);
});

test('after a change of keys the old one opens and the new one seals; without the old one there is a sentence', () => {
  const sealed = sealSecrets(createCheckBox([OLD]), 'c', { token: SECRET });
  expect(openSecrets(createCheckBox([NEW, OLD]), 'c', sealed)).toEqual({ token: SECRET });
  const again = sealSecrets(createCheckBox([NEW, OLD]), 'c', { token: SECRET });
  expect(openSecrets(createCheckBox([NEW]), 'c', again)).toEqual({ token: SECRET });
  const check = { id: 'c', kind: 'http', target: '{}', secrets: sealed, origin: 'console' } as const;
  expect(completeTarget(check, { box: createCheckBox([NEW]), env: {} })).toEqual({
    ok: false,
    sentence: expect.stringMatching(/^The secret “token” cannot be opened with the key in use/),
  });
});

test('a check of the catalogue takes its secrets from the environment, one of the console never does', () => {
  const target = JSON.stringify({
    url: 'https://e.com',
    token: { env: 'T' },
    secretHeaders: { 'X-Key': { env: 'K' } },
  });
  const check = { id: 'c', kind: 'http', target, secrets: null, origin: 'catalogue' } as const;
  const box = createCheckBox([NEW]);
  const complete = completeTarget(check, { box, env: { T: 'tok', K: 'key' } });
  expect(complete).toMatchObject({ ok: true });
  expect(complete.ok && JSON.parse(complete.target)).toEqual({
    url: 'https://e.com',
    token: 'tok',
    secretHeaders: { 'X-Key': 'key' },
  });
  expect(completeTarget(check, { box, env: { T: 'tok' } })).toEqual({
    ok: false,
    sentence: 'The catalogue takes a secret from K, which is not set.',
  });
  const typed = completeTarget({ ...check, origin: 'console' }, { box, env: { T: 'tok', K: 'key' } });
  expect(typed.ok && JSON.parse(typed.target).token).toEqual({ env: 'T' });
});

test.each([
  ['as it is', SECRET, 0],
  ['in upper case', SECRET.toUpperCase()],
  ['in JSON', JSON.stringify({ said: SECRET }), 9],
  ['percent-encoded', encodeURIComponent(SECRET)],
  ['as a form', new URLSearchParams({ said: SECRET }).toString()],
  ['in HTML', SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ['in hex', Buffer.from(SECRET).toString('hex')],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['in base64 behind a user name', Buffer.from(`ann:${SECRET}`).toString('base64'), 6],
  ['in base64 behind two zeros', Buffer.from(`\0me\0${SECRET}`).toString('base64url'), 6],
  ['cut short', SECRET.slice(0, 11)],
  ['without its beginning', SECRET.slice(8)],
  ['wrapped', `${SECRET.slice(0, 9)}\r\n ${SECRET.slice(9)}`],
])('a secret that a server sends back %s is hidden', (_, said, before = 0) => {
  const masked = maskSecrets(`535 no such user “${said}” here`, [SECRET]);
  expect(masked).toContain(MASK);
  expect(masked).toMatch(/^535 no such user “.*” here$/s);
  for (let at = Number(before); at + 6 <= said.length; at += 1) expect(masked).not.toContain(said.slice(at, at + 6));
});

test('a very short secret hides the whole text, and a text without one stays as it is', () => {
  expect(maskSecrets('The code is abc.', ['abc'])).toBe(MASK);
  expect(maskSecrets('The answer was 503 instead of 200-299.', [SECRET])).toBe(
    'The answer was 503 instead of 200-299.',
  );
});

test('a kept secret does not follow its check to another server', () => {
  const before = { url: 'https://a.example/x', codes: ['200'] };
  expect(findMovedSecrets(before, { url: 'https://a.example/y', body: 'z' }, ['token'])).toBeUndefined();
  expect(findMovedSecrets(before, { url: 'https://b.example/x' }, ['token'])?.field).toBe('token');
  expect(findMovedSecrets(before, { url: 'http://a.example/x' }, ['token'])?.field).toBe('token');
  expect(findMovedSecrets({ host: 'a', port: 25 }, { host: 'a', port: 26 }, ['password'])?.field).toBe('password');
  const mail = { smtpHost: 'a', smtpSecurity: 'tls' };
  expect(findMovedSecrets(mail, { ...mail, smtpSecurity: 'none' }, ['smtpPassword'])?.field).toBe('smtpPassword');
  expect(findMovedSecrets(before, { url: 'https://b.example/x' }, [])).toBeUndefined();
  // Behind one address live many sites, and the header chooses among them.
  for (const name of ['Host', 'host', 'HOST', 'X-Forwarded-Host']) {
    expect(findMovedSecrets(before, { ...before, headers: { [name]: 'b.example' } }, ['token'])?.field).toBe('token');
  }
});

test('an address with a password in it is refused: it would be stored in clear', () => {
  expect(readTypedTarget('http', { url: 'https://me:hunter2@example.com/' })).toEqual({
    ok: false,
    errors: { url: expect.stringMatching(/user name/) },
  });
});
