import { expect, test } from 'vitest';
import { judgePassword } from '#domain/accounts/password';

const about = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };

test.each([
  ['elevenchars', 'too-short'],
  ['🙂'.repeat(11), 'too-short'],
  ['x'.repeat(257), 'too-long'],
  ['password1234', 'too-common'],
  ['Password!2026', 'too-common'],
  ['123456789012', 'too-common'],
  ['qwertyuiopas', 'too-common'],
  ['aaaaaaaaaaaa', 'too-common'],
  ['abcdabcdabcd', 'too-common'],
  ['MotDePasse2026', 'too-common'],
  ['ada.lovelace1', 'like-yourself'],
  ['AdaLovelace2026', 'like-yourself'],
] as const)('%s is refused as %s', (password, fault) => {
  expect(judgePassword(password, about)).toBe(fault);
});

test.each([
  'seven quiet lamps at dawn',
  'password managers draw owls',
  'Zx9$kkq!vB2w',
  '  spaces  at  both  ends  ',
  'пароль из пяти слов',
])('%s is taken as it is', (password) => {
  expect(judgePassword(password, about)).toBeUndefined();
});
