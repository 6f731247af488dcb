import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { safePattern } from '../safe-pattern.ts';

/** A host name or an IP address as it is connected to: without brackets, in its usual spelling. */
export const hostField = z
  .string({ error: 'must be a host name or an IP address' })
  .max(255)
  .transform((text, context) => {
    const host = canonicalHost(text.trim());
    if (host !== undefined) return host;
    context.addIssue({
      code: 'custom',
      message: 'must be a host name or an IP address, without a scheme, port or path',
    });
    return z.NEVER;
  });

export const portField = z
  .int({ error: 'must be a port from 1 to 65535' })
  .min(1, { error: 'must be a port from 1 to 65535' })
  .max(65_535, { error: 'must be a port from 1 to 65535' });

/** An answer as expected, but later than this, is a failure. */
export const latencyLimitField = z.int().min(1).max(120_000).optional();

/** Certificates of the authorities to trust instead of the usual ones. */
export const authoritiesField = z
  .string()
  .max(100_000)
  .refine((pem) => isCertificate(pem), { error: 'must be certificates in PEM form' })
  .optional();

const LONGEST_URL = 4_000;

/** The address of a request; who signs in stands in fields of its own. */
export function urlField(protocol: RegExp, error: string) {
  const short = z.url({ protocol, error }).max(LONGEST_URL, { error: `must have at most ${LONGEST_URL} characters` });
  return short.refine((text) => !URL.parse(text)?.username && !URL.parse(text)?.password, {
    error: 'must not contain a user name or password',
  });
}

/** A regular expression that takes time in proportion to the text. */
export const patternField = z
  .string({ error: 'must be a regular expression' })
  .min(1, { error: 'must not be empty' })
  .max(300, { error: 'must have at most 300 characters' })
  .refine((expression) => safePattern(expression) !== undefined, {
    error: 'must be a regular expression (RE2 syntax: no look-around, no back-references) of at most 100 steps',
  });

/** An authority's or a chain's certificate must be good for so many days. */
export const daysLeftField = z
  .int({ error: 'must be a whole number of days' })
  .min(1, { error: 'must be at least 1' })
  .max(3_650, { error: 'must be at most 3650' });

function canonicalHost(text: string): string | undefined {
  const isAddress = isIP(text.replace(/^\[(.*)\]$/, '$1')) === 6;
  if (!isAddress && !/^[\p{L}\p{N}._-]+$/u.test(text)) return undefined;
  const bracketed = isAddress && !text.startsWith('[') ? `[${text}]` : text;
  return URL.parse(`http://${bracketed}/`)?.hostname.replace(/^\[(.*)\]$/, '$1') || undefined;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
