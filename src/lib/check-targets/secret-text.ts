import { z } from 'zod';

interface Limits {
  readonly most?: number;
  readonly pattern?: RegExp;
}

/** A password, key or token of a target: sealed where it is stored, and never shown again. */
export function secretText({ most = 1_000, pattern = /^[^\p{Cc}]+$/u }: Limits = {}) {
  // The mark comes last: a schema made from a marked one does not carry it.
  return z
    .string({ error: 'must be a text' })
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must have at most ${most} characters` })
    .regex(pattern, { error: 'has a character that cannot be sent' })
    .meta({ secret: true });
}

/** Names of a target's fields whose whole value is secret; a secret stands at the top of its target, never deeper. */
export function secretFieldsOf(target: z.ZodObject): readonly string[] {
  const known = found.get(target);
  if (known) return known;
  const fields = Object.entries(target.shape)
    .filter(([, field]) => isSecret(field))
    .map(([name]) => name);
  found.set(target, fields);
  return fields;
}

/** Asked at every run of every check. */
const found = new WeakMap<z.ZodObject, readonly string[]>();

function isSecret(field: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(field)?.['secret'] === true) return true;
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) return isSecret(field.def.innerType);
  return false;
}
