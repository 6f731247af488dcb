import { z } from 'zod';
import { type JsonPath, parseJsonPath } from '../json-path.ts';
import { patternField } from './fields.ts';

const pathField = z
  .string({ error: 'must be a path such as $.status' })
  .max(500)
  .refine((text) => parseJsonPath(text) !== undefined, {
    error: "must be a path such as $.status, $.queues[0].length or $.parts[?@.name == 'web'].state",
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
    { error: `must have exactly one of ${Object.keys(COMPARISONS).join(', ')}` },
  );
export type JsonExpectation = z.output<typeof jsonExpectation>;

/** The path of an expectation, read. */
export function pathOf({ path }: JsonExpectation): JsonPath {
  return parseJsonPath(path) ?? (() => []);
}
