export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 256;

export type PasswordFault = 'too-short' | 'too-long' | 'too-common' | 'like-yourself';

/** What is wrong with a new password, if anything. Length and commonness count; which characters it has does not. */
export function judgePassword(
  password: string,
  about: { readonly email: string; readonly name?: string; readonly siteName?: string },
): PasswordFault | undefined {
  if ([...password].length < MIN_PASSWORD_LENGTH) return 'too-short';
  if (password.length > MAX_PASSWORD_LENGTH) return 'too-long';
  const plain = password.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (isCommon(plain)) return 'too-common';
  const own = [about.email, about.email.split('@')[0] ?? '', about.name ?? '', about.siteName ?? '']
    .map((text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))
    .filter((text) => text.length >= 4);
  return own.some((text) => leftOver(plain, text).length < 6) ? 'like-yourself' : undefined;
}

/** What remains of a password when a known text is taken out of it; the whole when it is not in there. */
function leftOver(password: string, text: string): string {
  return password.includes(text) ? password.replaceAll(text, '') : password;
}

/** Words that long passwords are lazily made of, with the usual figures around them. */
const COMMON_WORDS = [
  'password',
  'passwort',
  'motdepasse',
  'letmein',
  'welcome',
  'bienvenue',
  'administrator',
  'admin',
  'changeme',
  'qwerty',
  'azerty',
  'qwertz',
  'iloveyou',
  'jetaime',
  'dragon',
  'monkey',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'superman',
  'whatever',
  'trustno',
  'master',
  'secret',
  'default',
  'google',
  'gmail',
  'workspace',
  'outage',
  'ledger',
  'status',
];

const KEY_ROWS = [
  '0123456789012345678901234567890',
  '9876543210987654321098765432109',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'qwertzuiopasdfghjklyxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];

function isCommon(plain: string): boolean {
  if (new Set(plain).size < 5) return true;
  if (KEY_ROWS.some((row) => row.includes(plain))) return true;
  if (isRepeated(plain)) return true;
  const rest = COMMON_WORDS.reduce((text, word) => text.replaceAll(word, ''), plain);
  return rest !== plain && rest.replaceAll(/\d/g, '').length < 4;
}

/** `abcdabcdabcd`: one short piece over and over. */
function isRepeated(plain: string): boolean {
  return [1, 2, 3, 4, 5, 6].some(
    (length) => plain.length >= 2 * length && plain === plain.slice(0, length).repeat(64).slice(0, plain.length),
  );
}
