import { z } from 'zod';
import { type OpenTarget, secretFields } from './check-secrets/target-secrets.ts';
import { isVariableReference } from './check-secrets/variable-reference.ts';
import { type CheckKind, readTarget } from './check-targets/check-target.ts';

const IN_CLEAR = 'must not stand in the file: write { env: NAME } and set that variable where the product runs';
/** Fits every secret, so that all else of a target can be looked at without its variables. */
const STANDS_FOR_A_SECRET = 'x';

/** A target as a catalogue writes it: as its kind wants it, but each secret is the name of a variable. */
export function catalogueTarget(kind: CheckKind): z.ZodType<OpenTarget> {
  return z.record(z.string(), z.unknown(), { error: 'must be a map of settings' }).transform((written, context) => {
    const hidden = secretFields(kind).filter((field) => written[field] !== undefined);
    for (const field of hidden) {
      if (!isReferred(written[field])) context.addIssue({ code: 'custom', path: [field], message: IN_CLEAR });
    }
    const filled = hidden.map((field) => [field, standIn(written[field])] as const);
    const parsed = readTarget(kind, { ...written, ...Object.fromEntries(filled) });
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        if (!hidden.includes(String(issue.path[0])) || isReferred(written[String(issue.path[0])])) {
          context.addIssue({ ...issue, path: [...issue.path] });
        }
      }
      return z.NEVER;
    }
    const references = hidden.map((field) => [field, written[field]] as const);
    return { ...parsed.data, ...Object.fromEntries(references) };
  });
}

function isReferred(value: unknown): boolean {
  if (isVariableReference(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).every(isVariableReference);
}

function standIn(value: unknown): unknown {
  if (isVariableReference(value) || typeof value !== 'object' || value === null) return STANDS_FOR_A_SECRET;
  return Object.fromEntries(Object.keys(value).map((name) => [name, STANDS_FOR_A_SECRET]));
}
