import { z } from 'zod';
import { authoritiesField, latencyLimitField } from './fields.ts';
import { bearerField, headersField, secretHeadersField } from './header-fields.ts';

const text = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(4_000, { error: 'must have at most 4000 characters' });

/** A WebSocket: its handshake; what is sent then, and what must come. */
export const websocketTarget = z.strictObject({
  url: z
    .url({ protocol: /^wss?$/, error: 'must be an address that begins with ws:// or wss://' })
    .refine((url) => !URL.parse(url)?.username && !URL.parse(url)?.password, {
      error: 'must not contain a user name or password',
    }),
  headers: headersField,
  secretHeaders: secretHeadersField,
  token: bearerField,
  /** Of which the server must choose one. */
  subprotocols: z
    .array(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'must be the name of a subprotocol' }))
    .max(10)
    .default([]),
  authorities: authoritiesField,
  send: text.optional(),
  /** A part of one of the messages that come. */
  expect: text.optional(),
  latencyLimitMs: latencyLimitField,
});
export type WebsocketTarget = z.output<typeof websocketTarget>;
