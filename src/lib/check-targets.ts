import { z } from 'zod';

const codeRange = z
  .union([z.int().transform(String), z.string()])
  .pipe(
    z
      .string()
      .regex(/^[1-5]\d\d(-[1-5]\d\d)?$/, { error: 'must be a status code such as 200, or a range such as 200-299' }),
  );

/** What an HTTP check asks, and what it expects. */
const httpTarget = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' }),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'], { error: 'must be GET, HEAD, POST, PUT or OPTIONS' })
    .default('GET'),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]+$/, { error: 'must be a header name' }),
      z.string().regex(/^[\x20-\x7e]*$/, { error: 'must be one line of plain text' }),
    )
    .default({}),
  body: z.string().max(10_000).optional(),
  codes: z.array(codeRange).min(1, { error: 'must name at least one status code' }).default(['200-299']),
  keyword: z.string().min(1).max(1_000).optional(),
  keywordAbsent: z.string().min(1).max(1_000).optional(),
  latencyLimitMs: z.int().min(1).max(120_000).optional(),
  redirects: z
    .int({ error: 'must be a number from 0 to 5' })
    .min(0, { error: 'must be a number from 0 to 5' })
    .max(5, { error: 'must be a number from 0 to 5' })
    .default(5),
  bodyLimit: z.int().min(1_000).max(10_000_000).default(1_000_000),
});
export type HttpTarget = z.output<typeof httpTarget>;

/** Every kind of check with the shape of its target; its probe stands in `jobs/probes/probe.ts`. */
export const CHECK_TARGETS = { http: httpTarget } as const;
export type CheckKind = keyof typeof CHECK_TARGETS;

/** Whether a stored or written kind is one this version knows. */
export function isCheckKind(kind: string): kind is CheckKind {
  return Object.hasOwn(CHECK_TARGETS, kind);
}

/** Whether a status code is within one of the ranges. */
export function isExpectedCode(status: number, codes: readonly string[]): boolean {
  return codes.some((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return status >= from && status <= to;
  });
}
