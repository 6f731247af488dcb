import { z } from 'zod';
import { authoritiesField, daysLeftField, latencyLimitField, patternField } from './fields.ts';
import { jsonExpectation } from './json-expectation.ts';
import { secretText } from './secret-text.ts';

const codeRange = z
  .union([z.int().transform(String), z.string()])
  .pipe(
    z
      .string()
      .regex(/^[1-5]\d\d(-[1-5]\d\d)?$/, { error: 'must be a status code such as 200, or a range such as 200-299' }),
  );

const ONE_LINE = /^[\x20-\x7e]*$/;
const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, { error: 'must be a header name' });
const headerValue = z.string().regex(ONE_LINE, { error: 'must be one line of plain text' });

/** Said once by the connection itself, or they would let one answer pass for another. */
const OF_THE_CONNECTION = /^(connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;
const CREDENTIALS = /^(authorization|proxy-authorization|cookie|x-api-key|api-key|x-auth-token)$/i;

/** What an HTTP check asks, and what it expects. */
export const httpTarget = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' }),
    method: z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'], { error: 'must be GET, HEAD, POST, PUT or OPTIONS' })
      .default('GET'),
    headers: z
      .record(
        headerName
          .refine((name) => !OF_THE_CONNECTION.test(name), { error: 'is a header that cannot be set' })
          .refine((name) => !CREDENTIALS.test(name), { error: 'belongs into secretHeaders' }),
        headerValue,
      )
      .default({}),
    /** Headers whose values nobody may read again. */
    secretHeaders: z
      .record(
        headerName.refine((name) => !OF_THE_CONNECTION.test(name), { error: 'is a header that cannot be set' }),
        secretText({ most: 4_000, pattern: ONE_LINE }),
      )
      .meta({ secret: true })
      .default({}),
    /** Basic authentication, with a password; alone it is refused. */
    username: z
      .string()
      .max(200)
      .regex(/^[^:\p{Cc}]*$/u, { error: 'must not contain a colon or a control character' })
      .optional(),
    password: secretText({ most: 1_000 }).optional(),
    /** A bearer token. */
    token: secretText({ most: 4_000, pattern: /^[\x21-\x7e]+$/ }).optional(),
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
