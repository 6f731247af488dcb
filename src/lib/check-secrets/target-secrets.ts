import type { z } from 'zod';
import { CHECK_TARGETS, isCheckKind } from '#lib/check-targets/check-target';
import { secretFieldsOf } from '#lib/check-targets/secret-text';

export type OpenTarget = Readonly<Record<string, unknown>>;

/** A target in two halves: what anybody with the role may read, and what is sealed. */
export interface SplitTarget {
  readonly open: OpenTarget;
  readonly secrets: OpenTarget;
}

/** The fields of a kind's target that nobody may read again; none of an unknown kind. */
export function secretFields(kind: string): readonly string[] {
  if (!isCheckKind(kind)) return [];
  const target: z.ZodObject = CHECK_TARGETS[kind];
  return secretFieldsOf(target);
}

/** Takes the secrets out of a target; an empty list of them counts as none. */
export function splitTarget(kind: string, target: OpenTarget): SplitTarget {
  const hidden = new Set(secretFields(kind));
  const entries = Object.entries(target);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !hidden.has(name))),
    secrets: Object.fromEntries(entries.filter(([name, value]) => hidden.has(name) && textsIn(value).length > 0)),
  };
}

/** Every text that stands in the secret fields of a target, to be hidden wherever it turns up. */
export function secretTexts(kind: string, target: unknown): readonly string[] {
  if (typeof target !== 'object' || target === null) return [];
  const values = new Map(Object.entries(target));
  return secretFields(kind).flatMap((name) => textsIn(values.get(name)));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
