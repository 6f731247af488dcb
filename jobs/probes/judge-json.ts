import type { ProbeCause } from '#domain/watching/probe-cause';
import { type JsonExpectation, pathOf } from '#lib/check-targets/json-expectation';
import { safePattern } from '#lib/safe-pattern';

export interface Unexpected {
  readonly cause: ProbeCause;
  readonly detail: string;
}

/** What about a JSON text is not as expected; undefined when all is. */
export function judgeJson(text: string, expectations: readonly JsonExpectation[]): Unexpected | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { cause: 'json-invalid', detail: 'The answer is not JSON.' };
  }
  for (const expectation of expectations) {
    const unexpected = judgeValues(pathOf(expectation)(document), expectation);
    if (unexpected) return unexpected;
  }
  return undefined;
}

function judgeValues(values: readonly unknown[], expectation: JsonExpectation): Unexpected | undefined {
  const { path, exists, matches } = expectation;
  if (exists === false) {
    return values.length === 0 ? undefined : { cause: 'json-mismatch', detail: `${path} is there, but must not be.` };
  }
  if (values.length === 0) return { cause: 'json-missing', detail: `The answer has nothing at ${path}.` };
  if (exists === true) return undefined;
  const pattern = matches === undefined ? undefined : safePattern(matches);
  if (pattern && values.reduce<number>((sum, value) => sum + costOf(value), 0) > pattern.reach) {
    return { cause: 'too-large', detail: `There is too much at ${path} to be compared with a pattern.` };
  }
  const wrong = values.find(
    (value) => !(pattern ? typeof value === 'string' && pattern.isIn(value) : fits(value, expectation)),
  );
  if (wrong === undefined) return undefined;
  return { cause: 'json-mismatch', detail: `${path} is ${brief(wrong)}, and not ${wanted(expectation)}.` };
}

function fits(value: unknown, expectation: JsonExpectation): boolean {
  const { equals, differs, above, atLeast, below, atMost, contains } = expectation;
  if (equals !== undefined) return value === equals;
  if (differs !== undefined) return value !== differs;
  if (contains !== undefined) return holds(value, contains);
  if (typeof value !== 'number') return false;
  if (above !== undefined) return value > above;
  if (atLeast !== undefined) return value >= atLeast;
  if (below !== undefined) return value < below;
  return atMost !== undefined && value <= atMost;
}

/** In characters; beginning a search costs as much as a few of them. */
function costOf(value: unknown): number {
  return 16 + (typeof value === 'string' ? value.length : 0);
}

/** A text holds a part of itself, a list one of its values. */
function holds(value: unknown, part: string): boolean {
  return typeof value === 'string' ? value.includes(part) : Array.isArray(value) && value.includes(part);
}

const WORDS: Readonly<Record<string, string>> = {
  equals: '',
  differs: 'other than ',
  above: 'above ',
  atLeast: 'at least ',
  below: 'below ',
  atMost: 'at most ',
  contains: 'something with ',
  matches: 'something like ',
};

function wanted({ path: _, ...comparisons }: JsonExpectation): string {
  return Object.entries(comparisons)
    .filter(([, value]) => value !== undefined)
    .map(([word, value]) => `${WORDS[word] ?? ''}${brief(value)}`)
    .join(' and ');
}

function brief(value: unknown): string {
  const text =
    typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? 'a list'
        : 'an object'
      : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
