import { type JsonExpectation, pathOf } from '#lib/check-targets/json-expectation';
import { safePattern } from '#lib/safe-pattern';
import { brief, type Finding } from './finding.ts';
import type { Body } from './judge-answer.ts';

/** Every expectation of a JSON answer; one finding if it is not one. */
export function* judgeJson({ text, truncated }: Body, expectations: readonly JsonExpectation[]): Generator<Finding> {
  const document = truncated ? undefined : parse(text);
  if (document) {
    for (const expectation of expectations) {
      const values = pathOf(expectation)(document.value);
      yield values ? judgeValues(values, expectation) : tooMuch(expectation);
    }
    return;
  }
  const failure = truncated
    ? { cause: 'too-large' as const, detail: `The answer has more than the ${text.length} characters that were read.` }
    : { cause: 'json-invalid' as const, detail: 'The answer is not JSON.' };
  yield { what: 'a JSON answer', found: truncated ? 'the beginning of an answer' : 'no JSON', held: false, ...failure };
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function tooMuch({ path }: JsonExpectation): Finding {
  const detail = `There is too much at ${path} to be looked at in time.`;
  return { what: path, found: 'too much', held: false, cause: 'too-large', detail };
}

function judgeValues(values: readonly unknown[], expectation: JsonExpectation): Finding {
  const { path, exists, matches } = expectation;
  const what = `${path} ${wanted(expectation)}`;
  const finding = { what, found: values.slice(0, 5).map(brief).join(', ') || 'nothing' };
  const mismatch = { ...finding, cause: 'json-mismatch', detail: `${path} is ${finding.found}.` } as const;
  if (exists === false) return { ...mismatch, held: values.length === 0 };
  if (values.length === 0) {
    return { ...finding, held: false, cause: 'json-missing', detail: `The answer has nothing at ${path}.` };
  }
  const pattern = matches === undefined ? undefined : safePattern(matches);
  if (pattern && values.reduce<number>((sum, value) => sum + costOf(value), 0) > pattern.reach) {
    const detail = `There is too much at ${path} to be compared with a pattern.`;
    return { ...finding, held: false, cause: 'too-large', detail };
  }
  const isGood = (value: unknown): boolean =>
    pattern ? typeof value === 'string' && pattern.isIn(value) : fits(value, expectation);
  const wrong = values.find((value) => !isGood(value));
  return {
    ...mismatch,
    held: wrong === undefined,
    detail: `${path} is ${brief(wrong)}: expected ${wanted(expectation)}.`,
  };
}

function fits(value: unknown, expectation: JsonExpectation): boolean {
  const { exists, equals, differs, above, atLeast, below, atMost, contains } = expectation;
  if (exists) return true;
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
  contains: 'with ',
  matches: 'like ',
};

function wanted({ path: _, exists, ...comparisons }: JsonExpectation): string {
  if (exists !== undefined) return exists ? 'there' : 'not there';
  return Object.entries(comparisons)
    .filter(([, value]) => value !== undefined)
    .map(([word, value]) => `${WORDS[word] ?? ''}${brief(value)}`)
    .join(' and ');
}
