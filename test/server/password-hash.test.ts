import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '#server/accounts/password-hash';

test('a hash says how it was made, is salted, and fits its password alone', async () => {
  const [one, two] = await Promise.all([hashPassword('seven quiet lamps'), hashPassword('seven quiet lamps')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword({ hash: one, password: 'seven quiet lamps' })).toBe(true);
  expect(await verifyPassword({ hash: one, password: 'Seven quiet lamps' })).toBe(false);
});

test('a text that is no hash fits nothing', async () => {
  for (const hash of ['', 'plain', '$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA', '$argon2id$v=19$m=8,t=1,p=9$AAAA$AAAA']) {
    expect(await verifyPassword({ hash, password: hash })).toBe(false);
  }
});
