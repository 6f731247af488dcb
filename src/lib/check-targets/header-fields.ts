import { z } from 'zod';
import { secretText } from './secret-text.ts';

const ONE_LINE = /^[\x20-\x7e]*$/;
/** Said once by the connection itself, or they would let one answer pass for another. */
const OF_THE_CONNECTION =
  /^(connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|sec-websocket-.*)$/i;
/** Names of headers that sign in, by the words that services use for them. */
const CREDENTIALS =
  /authorization|cookie|token|secret|passw|credential|signature|session|(?:api|access|auth|private)-?key/i;

const name = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, { error: 'must be a header name' })
  .refine((text) => !OF_THE_CONNECTION.test(text), { error: 'is a header that cannot be set' });

/** So many that no server takes more, and hiding their values stays cheap. */
const MOST_HEADERS = 30;
const LONGEST_VALUE = 4_000;
const isFewEnough = (headers: Readonly<Record<string, string>>): boolean => Object.keys(headers).length <= MOST_HEADERS;
const TOO_MANY = { error: `must have at most ${MOST_HEADERS} headers` };

/** Headers of a request that anybody may read. */
export const headersField = z
  .record(
    name.refine((text) => !CREDENTIALS.test(text), { error: 'belongs among the sealed headers (secretHeaders)' }),
    z
      .string()
      .max(LONGEST_VALUE, { error: `must have at most ${LONGEST_VALUE} characters` })
      .regex(ONE_LINE, { error: 'must be one line of plain text' }),
  )
  .refine(isFewEnough, TOO_MANY)
  .default({});

/** Headers whose values nobody may read again. */
export const secretHeadersField = z
  .record(name, secretText({ most: LONGEST_VALUE, pattern: ONE_LINE }))
  .refine(isFewEnough, TOO_MANY)
  .meta({ secret: true })
  .default({});

/** A token that signs a request in: `Authorization: Bearer …`. */
export const bearerField = secretText({ most: 4_000, pattern: /^[\x21-\x7e]+$/ }).optional();

/** The headers of both kinds, with names in lower case and the token last, so that none stands in for it. */
export function mergeHeaders(target: {
  readonly headers: Readonly<Record<string, string>>;
  readonly secretHeaders: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
}): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...target.headers, ...target.secretHeaders })) {
    merged[name.toLowerCase()] = value;
  }
  if (target.token !== undefined) merged['authorization'] = `Bearer ${target.token}`;
  return merged;
}
