import type { SecretBox } from '#lib/secret-box';
import { openSecrets, SealedSecretError } from './sealed-secrets.ts';
import type { OpenTarget } from './target-secrets.ts';
import { readVariables } from './variable-reference.ts';

/** A check as it is stored, with its secrets sealed. */
export interface StoredTarget {
  readonly id: string;
  readonly kind: string;
  /** JSON without the secrets. */
  readonly target: string;
  readonly secrets: string | null;
  readonly origin: 'catalogue' | 'console';
}

export interface SecretSources {
  readonly box: SecretBox;
  /** Variables that secrets of the catalogue refer to. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type CompleteTarget =
  /** JSON again. */
  | { readonly ok: true; readonly target: string }
  /** Why it cannot be asked, in one sentence for the operator. */
  | { readonly ok: false; readonly sentence: string };

/** Joins a target with its secrets; only for a probe that is about to run. */
export function completeTarget(check: StoredTarget, { box, env }: SecretSources): CompleteTarget {
  // Most checks have no secrets, and thousands of them run at once.
  if (check.secrets === null && !check.target.includes('"env"')) return { ok: true, target: check.target };
  const open: OpenTarget = JSON.parse(check.target);
  // What people type in the console never reads the environment of the process.
  if (check.origin === 'catalogue') {
    const { target, missing } = readVariables(open, { kind: check.kind, env });
    if (missing.length === 0) return { ok: true, target: JSON.stringify(target) };
    return { ok: false, sentence: `The catalogue takes a secret from ${missing.join(' and ')}, which is not set.` };
  }
  try {
    const secrets = openSecrets(box, check.id, check.secrets);
    return { ok: true, target: JSON.stringify({ ...open, ...secrets }) };
  } catch (error) {
    if (error instanceof SealedSecretError) return { ok: false, sentence: error.message };
    throw error;
  }
}
