import { sealedFields } from '#lib/check-secrets/sealed-secrets';
import type { OpenTarget } from '#lib/check-secrets/target-secrets';
import { variablesOf } from '#lib/check-secrets/variable-reference';
import { isCheckKind } from '#lib/check-targets/check-target';
import { writeField } from './field-text.ts';
import { formOfKind } from './form-of-kind.ts';

export interface TargetFact {
  readonly label: string;
  readonly text: string;
  readonly isCode: boolean;
}

interface StoredTarget {
  readonly kind: string;
  readonly target: string;
  readonly secrets: string | null;
}

/** What a target says that is not so by itself; of a secret only that it is there, or which variable it comes from. */
export function targetFacts({ kind, target, secrets }: StoredTarget): readonly TargetFact[] {
  if (!isCheckKind(kind)) return [];
  const open: OpenTarget = JSON.parse(target);
  const sealed = new Set(sealedFields(secrets));
  const variables = variablesOf(kind, open);
  return formOfKind(kind).flatMap(({ name, label, input, fallback }): TargetFact[] => {
    if (input === 'secret' || input === 'secret-pairs') {
      const names = variables[name] ?? [];
      if (names.length > 0) return [{ label, text: `from ${names.join(', ')}`, isCode: false }];
      return sealed.has(name) ? [{ label, text: 'set, sealed', isCode: false }] : [];
    }
    const text = writeField(input, open[name]);
    if (text === '' || text === fallback) return [];
    return [{ label, text, isCode: input !== 'number' && input !== 'choice' && input !== 'tick' }];
  });
}
