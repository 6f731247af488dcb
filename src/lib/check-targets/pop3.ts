import { z } from 'zod';
import { authoritiesField, hostField, latencyLimitField, portField } from './fields.ts';
import {
  HALF_LOGIN,
  isGuardedLogin,
  isWholeLogin,
  mailPasswordField,
  OPEN_LOGIN,
  securityField,
  usernameField,
} from './mail-server.ts';

/** A POP3 server: greeting, encryption, a login. */
export const pop3Target = z
  .strictObject({
    host: hostField,
    /** 995 with `tls`, else 110, unless said otherwise. */
    port: portField.optional(),
    security: securityField.default('tls'),
    authorities: authoritiesField,
    username: usernameField.optional(),
    password: mailPasswordField.optional(),
    latencyLimitMs: latencyLimitField,
  })
  .refine(isWholeLogin, HALF_LOGIN)
  .refine(isGuardedLogin, OPEN_LOGIN);
export type Pop3Target = z.output<typeof pop3Target>;
