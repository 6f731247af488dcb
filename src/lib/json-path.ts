type Scalar = string | number | boolean | null;

type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'where'; readonly name: string; readonly value: Scalar };

/** Finds values in a JSON document; undefined where it would have to look at more of them than may hold up other checks. */
export type JsonPath = (document: unknown) => readonly unknown[] | undefined;

const MOST_LOOKED_AT = 50_000;

/**
 * Reads a path of a part of JSONPath (RFC 9535): names, indices, wildcards and `[?@.name == value]`; undefined when it is none.
 * No recursion and no functions, so a path takes time in proportion to the document.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps = readSteps(text);
  if (!steps) return undefined;
  return (document) => follow(steps, document);
}

function follow(steps: readonly Step[], document: unknown): readonly unknown[] | undefined {
  let values: readonly unknown[] = [document];
  let left = MOST_LOOKED_AT;
  for (const step of steps) {
    const next: unknown[] = [];
    for (const value of values) {
      left -= costOf(step, value);
      if (left < 0) return undefined;
      next.push(...take(step, value));
    }
    values = next;
  }
  return values;
}

/** Names and indices lead to one value, the others look at every one there is. */
function costOf({ kind }: Step, value: unknown): number {
  return kind === 'name' || kind === 'index' ? 1 : 1 + children(value).length;
}

const QUOTED = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const NAME = String.raw`[\p{L}_][\p{L}\p{N}_-]*`;
const SCALAR = String.raw`${QUOTED}|true|false|null|-?\d{1,15}(?:\.\d{1,15})?`;
const STEP = new RegExp(
  [
    String.raw`\.(?<dotted>${NAME})`,
    String.raw`\[\s*(?<quoted>${QUOTED})\s*\]`,
    String.raw`\[\s*(?<index>-?\d{1,9})\s*\]`,
    String.raw`(?<all>\.\*|\[\s*\*\s*\])`,
    String.raw`\[\s*\?\s*@(?:\.(?<key>${NAME})|\[\s*(?<quotedKey>${QUOTED})\s*\])\s*==\s*(?<value>${SCALAR})\s*\]`,
  ].join('|'),
  'uy',
);

function readSteps(text: string): readonly Step[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  for (let at = 1; at < text.length; ) {
    STEP.lastIndex = at;
    const groups = STEP.exec(text)?.groups;
    if (!groups) return undefined;
    steps.push(toStep(groups));
    at = STEP.lastIndex;
  }
  return steps;
}

function toStep(groups: Readonly<Record<string, string | undefined>>): Step {
  const { dotted, quoted, index, key, quotedKey, value } = groups;
  const name = dotted ?? (quoted === undefined ? undefined : unquote(quoted));
  if (name !== undefined) return { kind: 'name', name };
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  if (value === undefined) return { kind: 'all' };
  const isText = value.startsWith("'") || value.startsWith('"');
  return {
    kind: 'where',
    name: key ?? unquote(quotedKey ?? ''),
    value: isText ? unquote(value) : JSON.parse(value),
  };
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gu, '$1');
}

function take(step: Step, value: unknown): readonly unknown[] {
  switch (step.kind) {
    case 'name':
      return member(value, step.name);
    case 'index':
      return Array.isArray(value) && reaches(value, step.index) ? [value.at(step.index)] : [];
    case 'all':
      return children(value);
    case 'where':
      return children(value).filter((child) => member(child, step.name)[0] === step.value);
  }
}

function reaches({ length }: readonly unknown[], index: number): boolean {
  return index < length && index >= -length;
}

function member(value: unknown, name: string): readonly unknown[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, name) ? [Reflect.get(value, name)] : [];
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
