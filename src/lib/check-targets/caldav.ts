import { z } from 'zod';
import { authoritiesField, latencyLimitField, urlField } from './fields.ts';
import { mailPasswordField, usernameField } from './mail-server.ts';

/** A collection of a WebDAV server, such as a calendar: what the server offers there, and whether it can be read. */
export const caldavTarget = z
  .strictObject({
    url: urlField(/^https?$/, 'must be an address that begins with http:// or https://'),
    /** Whether it must offer calendars (CalDAV). */
    calendar: z.boolean({ error: 'must be true or false' }).default(false),
    username: usernameField.regex(/^[^:]*$/, { error: 'must not contain a colon' }).optional(),
    password: mailPasswordField.optional(),
    authorities: authoritiesField,
    latencyLimitMs: latencyLimitField,
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    path: ['password'],
    error: 'and username must both be there, or neither',
  })
  .refine(({ url, password }) => password === undefined || /^https:/i.test(url), {
    path: ['url'],
    error: 'must begin with https:// where a password is sent',
  });
export type CaldavTarget = z.output<typeof caldavTarget>;
