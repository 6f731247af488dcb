import { z } from 'zod';
import { authoritiesField, latencyLimitField, urlField } from './fields.ts';
import { bearerField, headersField, secretHeadersField } from './header-fields.ts';

const text = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(4_000, { error: 'must have at most 4000 characters' });

/** A WebSocket: its handshake; what is sent then, and what must come. */
export const websocketTarget = z.strictObject({
  url: urlField(/^wss?$/, 'must be an address that begins with ws:// or wss://'),
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
