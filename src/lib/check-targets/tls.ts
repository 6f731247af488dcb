import { z } from 'zod';
import { authoritiesField, daysLeftField, hostField, latencyLimitField, portField } from './fields.ts';

/** The certificate of a server: its name, what it leads to, and how long it is good. */
export const tlsTarget = z.strictObject({
  host: hostField,
  port: portField.default(443),
  /** Asked for and compared with the certificate instead of the host. */
  serverName: hostField.optional(),
  authorities: authoritiesField,
  daysLeft: daysLeftField.default(14),
  latencyLimitMs: latencyLimitField,
});
export type TlsTarget = z.output<typeof tlsTarget>;
