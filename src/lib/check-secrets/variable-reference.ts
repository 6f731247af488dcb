import { type OpenTarget, secretFields } from './target-secrets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A secret of the catalogue file stands there as the name of a variable: `password: { env: MAIL_PASSWORD }`. */
export interface VariableReference {
  readonly env: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

export function isVariableReference(value: unknown): value is VariableReference {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  const [first] = entries;
  return entries.length === 1 && first?.[0] === 'env' && typeof first[1] === 'string' && NAME.test(first[1]);
}

/** The variables a target refers to, by the field in which they stand. */
export function variablesOf(kind: string, target: OpenTarget): Readonly<Record<string, readonly string[]>> {
  const found = secretFields(kind).map((field) => [field, namesIn(target[field])] as const);
  return Object.fromEntries(found.filter(([, names]) => names.length > 0));
}

/** Puts the values of the variables in place; names those that are not set. */
export function readVariables(
  target: OpenTarget,
  { kind, env }: { readonly kind: string; readonly env: Environment },
): { readonly target: OpenTarget; readonly missing: readonly string[] } {
  const names = Object.values(variablesOf(kind, target)).flat();
  const missing = [...new Set(names)].filter((name) => !env[name]);
  const filled = Object.keys(variablesOf(kind, target)).map((field) => [field, fill(target[field], env)] as const);
  return { target: { ...target, ...Object.fromEntries(filled) }, missing };
}

function namesIn(value: unknown): string[] {
  if (isVariableReference(value)) return [value.env];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
}

function fill(value: unknown, env: Environment): unknown {
  if (isVariableReference(value)) return env[value.env] ?? '';
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fill(inner, env)]));
}
