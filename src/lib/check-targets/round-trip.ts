import { z } from 'zod';
import { authoritiesField, hostField, latencyLimitField, portField } from './fields.ts';
import {
  isGuardedLogin,
  isWholeLogin,
  mailAddressField,
  mailboxField,
  mailPasswordField,
  type Security,
  securityField,
  usernameField,
} from './mail-server.ts';

/** A message sent through SMTP that must arrive in a mailbox; the time it takes is the latency. */
export const roundTripTarget = z
  .strictObject({
    from: mailAddressField,
    to: mailAddressField,
    smtpHost: hostField,
    smtpPort: portField.optional(),
    smtpSecurity: securityField.default('starttls'),
    smtpUsername: usernameField.optional(),
    smtpPassword: mailPasswordField.optional(),
    imapHost: hostField,
    imapPort: portField.optional(),
    imapSecurity: securityField.exclude(['none']).default('tls'),
    imapUsername: usernameField,
    imapPassword: mailPasswordField,
    mailbox: mailboxField.default('INBOX'),
    authorities: authoritiesField,
    latencyLimitMs: latencyLimitField,
  })
  .refine((target) => isWholeLogin(smtpLoginOf(target)), {
    path: ['smtpPassword'],
    error: 'and smtpUsername must both be there, or neither',
  })
  .refine((target) => isGuardedLogin(smtpLoginOf(target)), {
    path: ['smtpSecurity'],
    error: 'must be tls or starttls where a password is sent',
  });
export type RoundTripTarget = z.output<typeof roundTripTarget>;

interface SmtpLogin {
  readonly smtpSecurity: Security;
  readonly smtpUsername?: string | undefined;
  readonly smtpPassword?: string | undefined;
}

function smtpLoginOf({ smtpSecurity, smtpUsername, smtpPassword }: SmtpLogin) {
  return { security: smtpSecurity, username: smtpUsername, password: smtpPassword };
}
