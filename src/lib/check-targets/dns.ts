import { z } from 'zod';
import { hostField, latencyLimitField, portField } from './fields.ts';

export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA', 'SOA', 'PTR'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** The records of a name, asked of a chosen name server or of the system's. */
export const dnsTarget = z.strictObject({
  name: z
    .string({ error: 'must be a domain name' })
    .max(253)
    .regex(/^(\.|[\p{L}\p{N}_*-]+(\.[\p{L}\p{N}_-]+)*\.?)$/u, { error: 'must be a domain name' }),
  type: z.enum(RECORD_TYPES, { error: `must be ${RECORD_TYPES.slice(0, -1).join(', ')} or PTR` }).default('A'),
  /** Without any, every record of the type will do. */
  expect: z
    .array(z.string().min(1).max(4_000), { error: 'must be a list of values' })
    .max(50, { error: 'must have at most 50 values' })
    .default([]),
  compare: z.enum(['exactly', 'all', 'any'], { error: 'must be exactly, all or any' }).default('exactly'),
  resolver: hostField.optional(),
  resolverPort: portField.default(53),
  latencyLimitMs: latencyLimitField,
});
export type DnsTarget = z.output<typeof dnsTarget>;
