import { z } from 'zod';
import { authoritiesField, daysLeftField, latencyLimitField, patternField, urlField } from './fields.ts';
import { bearerField, headersField, secretHeadersField } from './header-fields.ts';
import { jsonExpectation } from './json-expectation.ts';
import { secretText } from './secret-text.ts';

const codeRange = z
  .union([z.int().transform(String), z.string()])
  .pipe(
    z
      .string()
      .regex(/^[1-5]\d\d(-[1-5]\d\d)?$/, { error: 'must be a status code such as 200, or a range such as 200-299' }),
  );

/** What an HTTP check asks, and what it expects. */
export const httpTarget = z
  .strictObject({
    url: urlField(/^https?$/, 'must be an address that begins with http:// or https://'),
    method: z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'], { error: 'must be GET, HEAD, POST, PUT or OPTIONS' })
      .default('GET'),
    headers: headersField,
    secretHeaders: secretHeadersField,
    /** Basic authentication, with a password; alone it is refused. */
    username: z
      .string()
      .max(200)
      .regex(/^[^:\p{Cc}]*$/u, { error: 'must not contain a colon or a control character' })
      .optional(),
    password: secretText({ most: 1_000 }).optional(),
    token: bearerField,
    body: z.string().max(10_000).optional(),
    codes: z.array(codeRange).min(1, { error: 'must name at least one status code' }).default(['200-299']),
    certificateDaysLeft: daysLeftField.optional(),
    authorities: authoritiesField,
    keyword: z.string().min(1).max(1_000).optional(),
    keywordAbsent: z.string().min(1).max(1_000).optional(),
    pattern: patternField.optional(),
    patternAbsent: patternField.optional(),
    json: z.array(jsonExpectation, { error: 'must be a list' }).max(20, { error: 'must have at most 20' }).default([]),
    latencyLimitMs: latencyLimitField,
    redirects: z
      .int({ error: 'must be a number from 0 to 5' })
      .min(0, { error: 'must be a number from 0 to 5' })
      .max(5, { error: 'must be a number from 0 to 5' })
      .default(5),
    bodyLimit: z.int().min(1_000).max(10_000_000).default(1_000_000),
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    path: ['password'],
    error: 'and username must both be there, or neither',
  })
  .refine(({ username, token }) => username === undefined || token === undefined, {
    path: ['token'],
    error: 'must not be there beside username and password',
  });
export type HttpTarget = z.output<typeof httpTarget>;

/** Whether a status code is within one of the ranges. */
export function isExpectedCode(status: number, codes: readonly string[]): boolean {
  return codes.some((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return status >= from && status <= to;
  });
}
