import { z } from 'zod';
import { isMailAddress } from '#domain/mail-address';
import { secretText } from './secret-text.ts';

/** `tls` from the first byte, `starttls` after the greeting, or `none`: then no password is ever sent. */
export const securityField = z.enum(['tls', 'starttls', 'none'], { error: 'must be tls, starttls or none' });
export type Security = z.output<typeof securityField>;

/** A name to sign in with; what would end a command early is no part of one. */
export const usernameField = z
  .string({ error: 'must be a text' })
  .min(1, { error: 'must not be empty' })
  .max(320, { error: 'must have at most 320 characters' })
  .regex(/^[^\p{Cc}]+$/u, { error: 'has a character that cannot be sent' });

export const mailPasswordField = secretText({ most: 1_000 });

export const mailAddressField = z
  .string({ error: 'must be a mail address' })
  .refine(isMailAddress, { error: 'must be one mail address, such as probe@example.com' });

/** The name of a mailbox as IMAP spells it. */
export const mailboxField = z
  .string({ error: 'must be the name of a mailbox' })
  .min(1, { error: 'must not be empty' })
  .max(200, { error: 'must have at most 200 characters' })
  .regex(/^[\x20-\x7e]+$/, { error: 'must be spelt in plain characters, as IMAP spells it' });

/** What the server must offer, in its own words. */
export const capabilitiesField = z
  .array(z.string().regex(/^[\x21-\x7e]{1,100}$/, { error: 'must be one word' }))
  .max(20, { error: 'must be at most 20' })
  .default([]);

interface Login {
  readonly security: Security;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** A name needs its password; a password, an encrypted connection. */
export function isWholeLogin({ username, password }: Login): boolean {
  return (username === undefined) === (password === undefined);
}

export function isGuardedLogin({ security, password }: Login): boolean {
  return security !== 'none' || password === undefined;
}

export const HALF_LOGIN = { path: ['password'], error: 'and username must both be there, or neither' };
export const OPEN_LOGIN = { path: ['security'], error: 'must be tls or starttls where a password is sent' };
