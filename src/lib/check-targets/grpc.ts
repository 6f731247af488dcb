import { z } from 'zod';
import { authoritiesField, hostField, latencyLimitField, portField } from './fields.ts';
import { bearerField } from './header-fields.ts';

/** A server that speaks gRPC, asked by the health protocol (grpc.health.v1) whether it serves. */
export const grpcTarget = z
  .strictObject({
    host: hostField,
    port: portField,
    /** The service to ask for; the empty name is the server as a whole. */
    service: z
      .string()
      .max(300)
      .regex(/^[A-Za-z0-9_./-]*$/, { error: 'must be the name of a service such as mail.v1.Mailboxes' })
      .default(''),
    tls: z.boolean({ error: 'must be true or false' }).default(true),
    authorities: authoritiesField,
    token: bearerField,
    latencyLimitMs: latencyLimitField,
  })
  .refine(({ tls, authorities }) => tls || authorities === undefined, {
    path: ['authorities'],
    error: 'is only looked at with tls: true',
  });
export type GrpcTarget = z.output<typeof grpcTarget>;
