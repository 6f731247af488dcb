import { z } from 'zod';
import { authoritiesField, hostField, latencyLimitField, portField } from './fields.ts';
import {
  capabilitiesField,
  HALF_LOGIN,
  isGuardedLogin,
  isWholeLogin,
  mailboxField,
  mailPasswordField,
  OPEN_LOGIN,
  securityField,
  usernameField,
} from './mail-server.ts';

/** A server of mailboxes: greeting, capabilities, encryption, a login, and the opening of a mailbox. */
export const imapTarget = z
  .strictObject({
    host: hostField,
    /** 993 with `tls`, else 143, unless said otherwise. */
    port: portField.optional(),
    security: securityField.default('tls'),
    authorities: authoritiesField,
    username: usernameField.optional(),
    password: mailPasswordField.optional(),
    /** Opened for reading after a login. */
    mailbox: mailboxField.default('INBOX'),
    capabilities: capabilitiesField,
    latencyLimitMs: latencyLimitField,
  })
  .refine(isWholeLogin, HALF_LOGIN)
  .refine(isGuardedLogin, OPEN_LOGIN);
export type ImapTarget = z.output<typeof imapTarget>;
