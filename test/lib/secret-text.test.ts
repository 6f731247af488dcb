import { expect, test } from 'vitest';
import { z } from 'zod';
import { CHECK_TARGETS } from '#lib/check-targets/check-target';
import { secretFieldsOf, secretText } from '#lib/check-targets/secret-text';

test('secret fields are found, also behind a default or where they may be missing', () => {
  const target = z.strictObject({
    user: z.string(),
    password: secretText(),
    token: secretText().optional(),
    keys: z.record(z.string(), secretText()).meta({ secret: true }).default({}),
  });
  expect(secretFieldsOf(target)).toEqual(['password', 'token', 'keys']);
});

test('every field that is named like a secret is one', () => {
  for (const [kind, target] of Object.entries(CHECK_TARGETS)) {
    const named = Object.keys(target.shape).filter((name) => /passw|token|secret/i.test(name));
    expect(secretFieldsOf(target), kind).toEqual(expect.arrayContaining(named));
  }
});

test('a secret is one line of text', () => {
  const secret = secretText({ most: 5 });
  expect(secret.safeParse('pässw').success).toBe(true);
  for (const wrong of ['', 'a\r\nb', 'a\0', 'longer', 7])
    expect(secret.safeParse(wrong).success, `${wrong}`).toBe(false);
});
