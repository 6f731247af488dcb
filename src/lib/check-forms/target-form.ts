import { type OpenTarget, secretFields } from '#lib/check-secrets/target-secrets';
import type { CheckKind } from '#lib/check-targets/check-target';
import { readField, writeField } from './field-text.ts';
import { formOfKind } from './form-of-kind.ts';

/** Names of the fields of targets in a posted form stand behind this: a target may have a field called `name`. */
const PREFIX = 'target.';

export type Typed = Readonly<Record<string, string>>;

export function fieldName(name: string): string {
  return PREFIX + name;
}

/** What was typed, as a target that is still to be looked at. */
export function readTargetForm(kind: CheckKind, typed: Typed): OpenTarget {
  const fields = formOfKind(kind).map(
    ({ name, input }) => [name, readField(input, typed[fieldName(name)] ?? '')] as const,
  );
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** The form of a stored target; its secrets are left empty. */
export function writeTargetForm(kind: CheckKind, open: OpenTarget): Typed {
  const fields = formOfKind(kind).map(({ name, input }) => [fieldName(name), writeField(input, open[name])] as const);
  return Object.fromEntries(fields);
}

/** The form before anything was typed. */
export function blankTargetForm(kind: CheckKind): Typed {
  return Object.fromEntries(formOfKind(kind).map(({ name, fallback }) => [fieldName(name), fallback]));
}

/** A browser sends nothing of a box without its tick: shown again, it must not have the one it had at first. */
export function untickedBoxes(kind: CheckKind): Typed {
  const boxes = formOfKind(kind).filter(({ input }) => input === 'tick');
  return Object.fromEntries(boxes.map(({ name }) => [fieldName(name), '']));
}

/** What was typed, without the secrets: they are never shown again. */
export function withoutSecrets(kind: CheckKind, typed: Typed): Typed {
  const hidden = new Set(secretFields(kind).map(fieldName));
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !hidden.has(name)));
}
