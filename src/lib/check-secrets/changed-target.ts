import type { SecretBox } from '#lib/secret-box';
import { findMovedSecrets, mergeSecrets } from './kept-secrets.ts';
import { openSecrets, SealedSecretError, sealedFields } from './sealed-secrets.ts';
import { type OpenTarget, splitTarget } from './target-secrets.ts';
import { readTypedTarget, type TypedTarget } from './typed-target.ts';

export interface TargetChange {
  readonly check: {
    readonly id: string;
    readonly kind: string;
    readonly target: string;
    readonly secrets: string | null;
  };
  /** With those secrets that were typed anew; the others stay as they are. */
  readonly target: OpenTarget;
  /** Fields whose secrets are taken away. */
  readonly dropped: readonly string[];
  readonly box: SecretBox;
}

/** The complete target of a check after a change; a kept secret goes nowhere but where it went before. */
export function changedTarget({ check, target, dropped, box }: TargetChange): TypedTarget {
  const typed = splitTarget(check.kind, target);
  const kept = sealedFields(check.secrets).filter((field) => !dropped.includes(field) && !(field in typed.secrets));
  const moved = findMovedSecrets(JSON.parse(check.target), typed.open, kept);
  if (moved) return { ok: false, errors: { [moved.field]: moved.sentence } };
  try {
    const stored = kept.length === 0 ? {} : openSecrets(box, check.id, check.secrets);
    return readTypedTarget(check.kind, mergeSecrets(typed, stored, kept));
  } catch (error) {
    if (error instanceof SealedSecretError) return { ok: false, errors: { [kept[0] ?? 'form']: error.message } };
    throw error;
  }
}
