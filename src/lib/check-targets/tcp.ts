import { z } from 'zod';
import { authoritiesField, hostField, latencyLimitField, portField } from './fields.ts';

const text = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(1_000, { error: 'must have at most 1000 characters' })
  // Lines of protocols end in characters that no form can take as they are.
  .meta({ control: true });

/** A connection to a port; what is sent then, and what must come. */
export const tcpTarget = z
  .strictObject({
    host: hostField,
    port: portField,
    /** Encrypted from the first byte; the certificate must hold. */
    tls: z.boolean({ error: 'must be true or false' }).default(false),
    authorities: authoritiesField,
    send: text.optional(),
    expect: text.optional(),
    latencyLimitMs: latencyLimitField,
  })
  .refine(({ tls, authorities }) => tls || authorities === undefined, {
    path: ['authorities'],
    error: 'is only looked at with tls: true',
  });
export type TcpTarget = z.output<typeof tcpTarget>;
