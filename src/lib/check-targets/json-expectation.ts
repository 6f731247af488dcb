import { z } from 'zod';
import { type JsonPath, parseJsonPath } from '../json-path.ts';
import { patternField } from './fields.ts';

const PATH_EXAMPLES = "$.status, $.queues[0].length or $.parts[?@.name == 'web'].state";
const pathField = z
  .string({ error: 'must be a path such as $.status' })
  .max(500)
  .refine((text) => parseJsonPath(text) !== undefined, {
    error: ({ input }) => mistakeInPath(String(input)),
  });
const scalar = z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
});
const number = z.number({ error: 'must be a number' });

const COMPARISONS = {
  equals: scalar.optional(),
  differs: scalar.optional(),
  above: number.optional(),
  atLeast: number.optional(),
  below: number.optional(),
  atMost: number.optional(),
  contains: z.string().min(1).max(1_000).optional(),
  matches: patternField.optional(),
  exists: z.boolean({ error: 'must be true or false' }).optional(),
};

/** What every value that a path finds in a JSON answer must be like. */
export const jsonExpectation = z
  .strictObject({ path: pathField, ...COMPARISONS })
  .refine(
    ({ path: _, ...comparisons }) => Object.values(comparisons).filter((value) => value !== undefined).length === 1,
    { error: `must compare the value by one of ${Object.keys(COMPARISONS).join(', ')}` },
  );
export type JsonExpectation = z.output<typeof jsonExpectation>;

/** The path of an expectation, read. */
export function pathOf({ path }: JsonExpectation): JsonPath {
  return parseJsonPath(path) ?? (() => []);
}

/** What a person means who writes an operator of another language. */
const MEANT: Readonly<Record<string, keyof typeof COMPARISONS>> = {
  ...{ '=': 'equals', '==': 'equals', '===': 'equals', is: 'equals', eq: 'equals' },
  ...{ '!=': 'differs', '!==': 'differs', '<>': 'differs', not: 'differs', ne: 'differs' },
  ...{ '>': 'above', '>=': 'atLeast', '<': 'below', '<=': 'atMost' },
  ...{ gt: 'above', gte: 'atLeast', lt: 'below', lte: 'atMost' },
  ...{ '=~': 'matches', '~': 'matches', includes: 'contains', has: 'contains' },
};

/** A text that begins with a path and goes on holds a comparison we do not have. */
function mistakeInPath(text: string): string {
  const spaces = [...text.matchAll(/\s+/g)].toReversed();
  const space = spaces.find(({ index }) => parseJsonPath(text.slice(0, index)) !== undefined);
  if (!space) return `has no path: “${brief(text)}” should begin with one such as ${PATH_EXAMPLES}`;
  const path = text.slice(0, space.index);
  const [word = ''] = text.slice(space.index + space[0].length).split(/\s/);
  const meant = MEANT[word] ?? Object.keys(COMPARISONS).find((name) => name.toLowerCase() === word.toLowerCase());
  const advice = meant ? `write “${path} ${meant} …”` : `use one of ${Object.keys(COMPARISONS).join(', ')}`;
  return `has “${brief(word)}” where a comparison belongs: ${advice}`;
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
