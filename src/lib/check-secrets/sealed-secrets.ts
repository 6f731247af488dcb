import type { SecretBox } from '#lib/secret-box';
import type { OpenTarget } from './target-secrets.ts';

/** So that a length tells nothing about a password. */
const BLOCK = 64;

/** Seals each secret for itself, bound to its check and its field: moved to another row it opens no more. Null without any. */
export function sealSecrets(box: SecretBox, checkId: string, secrets: OpenTarget): string | null {
  const sealed = Object.entries(secrets).map(([field, value]) => {
    const plain = JSON.stringify([checkId, field, value]);
    return [field, box.seal(plain.padEnd(Math.ceil(plain.length / BLOCK) * BLOCK))] as const;
  });
  return sealed.length === 0 ? null : JSON.stringify(Object.fromEntries(sealed));
}

/** The names of the fields that are sealed, which takes no key. */
export function sealedFields(stored: string | null): readonly string[] {
  return Object.keys(parseSealed(stored));
}

/** Thrown with the sentence for whoever looks at the check. */
export class SealedSecretError extends Error {
  override readonly name = 'SealedSecretError';
}

/** What was sealed; throws a SealedSecretError when no key opens it or when it belongs to another check. */
export function openSecrets(box: SecretBox, checkId: string, stored: string | null): OpenTarget {
  const opened = Object.entries(parseSealed(stored)).map(([field, sealed]) => {
    const [id, name, value]: unknown[] = JSON.parse(openOne(box, field, sealed));
    if (id !== checkId || name !== field) throw unreadable(field);
    return [field, value] as const;
  });
  return Object.fromEntries(opened);
}

function openOne(box: SecretBox, field: string, sealed: string): string {
  try {
    return box.open(sealed);
  } catch {
    throw unreadable(field);
  }
}

function unreadable(field: string): SealedSecretError {
  return new SealedSecretError(
    `The secret “${field}” cannot be opened with the key in use. Put the earlier key back (behind the new one in ` +
      'CHECK_SECRETS_KEY, or as the server secret of DATA_DIR), or type the secret again.',
  );
}

function parseSealed(stored: string | null): Record<string, string> {
  return stored === null ? {} : JSON.parse(stored);
}
