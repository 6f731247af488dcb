import { z } from 'zod';
import { authoritiesField, hostField, latencyLimitField, portField } from './fields.ts';
import {
  capabilitiesField,
  HALF_LOGIN,
  isGuardedLogin,
  isWholeLogin,
  mailAddressField,
  mailPasswordField,
  OPEN_LOGIN,
  securityField,
  usernameField,
} from './mail-server.ts';

/** A mail server that takes messages: greeting, EHLO, encryption, a login, and a test message if told so. */
export const smtpTarget = z
  .strictObject({
    host: hostField,
    /** 587 with `starttls`, 465 with `tls`, 25 with `none`, unless said otherwise. */
    port: portField.optional(),
    security: securityField.default('starttls'),
    authorities: authoritiesField,
    username: usernameField.optional(),
    password: mailPasswordField.optional(),
    capabilities: capabilitiesField,
    /** Both: a test message is handed over at every run. */
    from: mailAddressField.optional(),
    to: mailAddressField.optional(),
    latencyLimitMs: latencyLimitField,
  })
  .refine(isWholeLogin, HALF_LOGIN)
  .refine(isGuardedLogin, OPEN_LOGIN)
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ['to'],
    error: 'and from must both be there, or neither',
  });
export type SmtpTarget = z.output<typeof smtpTarget>;
