import { randomUUIDv7 } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { organization } from 'better-auth/plugins/organization';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { CommandContext } from '#commands/context';
import type { Connection } from '#db/connect';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '#domain/accounts/password';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { ADDRESS_HEADER, COOKIE_PREFIX } from './visit.ts';

export interface AuthOptions {
  readonly connection: Pick<Connection, 'db' | 'dialect'>;
  readonly publicUrl: string;
  readonly secret: string;
  readonly siteName: string;
}

const IDLE_MS = 12 * HOUR_MS;

export type Auth = ReturnType<typeof createAuth>;

/** What each piece of account work needs. */
export interface Keeper {
  readonly auth: Auth;
  readonly ctx: CommandContext;
}

/**
 * better-auth as the keeper of people, passwords, sessions and second factors. Its HTTP handler is not routed anywhere:
 * our pages call it through `Accounts`, which closes what it leaves open.
 */
export function createAuth({ connection, publicUrl, secret, siteName }: AuthOptions) {
  return betterAuth({
    appName: siteName,
    baseURL: publicUrl,
    secret,
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: { db: connection.db, type: connection.dialect, transaction: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    session: { expiresIn: IDLE_MS / SECOND_MS, updateAge: (5 * MINUTE_MS) / SECOND_MS },
    plugins: [
      organization({ allowUserToCreateOrganization: false }),
      twoFactor({ issuer: siteName, twoFactorCookieMaxAge: (10 * MINUTE_MS) / SECOND_MS }),
    ],
    // Every attempt passes our own throttle, which counts accounts as well as addresses.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: false,
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => randomUUIDv7() },
    },
  });
}
