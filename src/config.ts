import { join, resolve } from 'node:path';
import { z } from 'zod';

export type Role = 'all' | 'web' | 'jobs';

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Origin without a trailing slash; every absolute link is made from it. */
  readonly publicUrl: string;
  /** Whether PUBLIC_URL was set; unset, the loopback names with our port are trusted as well. */
  readonly publicUrlGiven: boolean;
  readonly role: Role;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly catalogue: string | undefined;
  readonly siteName: string;
  readonly soloMode: boolean;
  readonly trustedProxies: readonly string[];
  readonly probeAllowCidrs: readonly string[];
  readonly webhookAllowCidrs: readonly string[];
  readonly witnesses: readonly string[];
  /** Keys for the secrets of checks: the first one seals, all of them open. Empty: a key of the server secret. */
  readonly checkSecretKeys: readonly string[];
  readonly sampleRetentionDays: number;
  /** Not less than the samples are kept; hours not less than five minutes. */
  readonly fiveMinuteRetentionDays: number;
  readonly hourRetentionDays: number;
  /** How long the mail about an outage waits for others of the same event. */
  readonly alertWaitMs: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** A mistake in the environment: each line of `sentences` names one variable and what to write instead. */
export class ConfigError extends Error {
  readonly code = 'config';
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const cidrs = list.refine((parts) => parts.every((part) => z.union([z.cidrv4(), z.cidrv6()]).safeParse(part).success), {
  error: 'must be address ranges such as 10.0.0.0/8, separated by commas',
});

const days = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, { error: 'must be a number of days from 1 to 99999' })
  .transform(Number);

const witnessUrl = z.url({ protocol: /^(https?|tcp)$/ });

const schema = z.object({
  PORT: z
    .string()
    .regex(/^\d+$/, { error: 'must be a port number from 0 to 65535' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'must be a port number from 0 to 65535' })
    .default(4321),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be the address people open, such as https://status.example.com' })
    .refine((url) => new URL(url).pathname === '/' && !new URL(url).search && !new URL(url).username, {
      error: 'must be an origin without a path, such as https://status.example.com',
    })
    .optional(),
  ALLOW_PLAIN_HTTP: z.enum(['yes', 'no'], { error: 'must be yes or no' }).default('no'),
  ROLE: z.enum(['all', 'web', 'jobs'], { error: 'must be all, web or jobs' }).default('all'),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, {
      error: 'must be sqlite:PATH or postgres://user:password@host/database',
    })
    .optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+$/, { error: 'must be smtp://user:password@host:port or smtps://…' })
    .optional(),
  MAIL_FROM: z
    .email({ error: 'must be one mail address, such as status@example.com' })
    .default('status@localhost.localdomain'),
  CATALOGUE: z.string().min(1).optional(),
  SITE_NAME: z.string().trim().min(1).max(120).default('Workspace Status'),
  SOLO_MODE: z.enum(['yes', 'no'], { error: 'must be yes or no' }).default('no'),
  TRUSTED_PROXIES: cidrs,
  PROBE_ALLOW_CIDRS: cidrs,
  WEBHOOK_ALLOW_CIDRS: cidrs,
  WITNESSES: list.refine((urls) => urls.join() === 'none' || urls.every((url) => witnessUrl.safeParse(url).success), {
    error: 'must be addresses such as https://one.one.one.one or tcp://9.9.9.9:443, separated by commas, or none',
  }),
  CHECK_SECRETS_KEY: list.refine((keys) => keys.every((key) => key.length >= 32), {
    error: 'must be a random text of at least 32 characters, or several separated by commas',
  }),
  SAMPLE_RETENTION_DAYS: days.default(30),
  FIVE_MINUTE_RETENTION_DAYS: days.default(90),
  HOUR_RETENTION_DAYS: days.default(400),
  ALERT_WAIT_SECONDS: z
    .string()
    .regex(/^([0-9]{1,2}|[1-5]\d\d|600)$/, { error: 'must be a number of seconds from 0 to 600' })
    .transform(Number)
    .default(20),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' })
    .default('info'),
});

// By name and over TLS: a resolver that is out, or a gateway that accepts every connection, is a lost connection too.
const DEFAULT_WITNESSES = ['https://one.one.one.one', 'https://dns.quad9.net'];

/** Reads the environment once; throws a ConfigError with one sentence per mistake. An empty variable counts as unset. */
export function readConfig(env: Environment): Config {
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, env[name]?.trim()] as const)
      .filter(([, value]) => value),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
  }
  const values = parsed.data;
  const publicUrl = new URL(values.PUBLIC_URL ?? `http://${hostInUrl(values.HOST)}:${values.PORT}`);
  refusePlainHttp(publicUrl, values.ALLOW_PLAIN_HTTP);
  const dataDir = resolve(values.DATA_DIR);
  const fiveMinuteRetentionDays = Math.max(values.FIVE_MINUTE_RETENTION_DAYS, values.SAMPLE_RETENTION_DAYS);
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: publicUrl.origin,
    publicUrlGiven: values.PUBLIC_URL !== undefined,
    role: values.ROLE,
    dataDir,
    databaseUrl: values.DATABASE_URL ?? `sqlite:${join(dataDir, 'outage-ledger.db')}`,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    catalogue: values.CATALOGUE,
    siteName: values.SITE_NAME,
    soloMode: values.SOLO_MODE === 'yes',
    trustedProxies: values.TRUSTED_PROXIES,
    probeAllowCidrs: values.PROBE_ALLOW_CIDRS,
    webhookAllowCidrs: values.WEBHOOK_ALLOW_CIDRS,
    witnesses: witnessesOf(values.WITNESSES),
    checkSecretKeys: values.CHECK_SECRETS_KEY,
    sampleRetentionDays: values.SAMPLE_RETENTION_DAYS,
    fiveMinuteRetentionDays,
    hourRetentionDays: Math.max(values.HOUR_RETENTION_DAYS, fiveMinuteRetentionDays),
    alertWaitMs: values.ALERT_WAIT_SECONDS * 1_000,
    logLevel: values.LOG_LEVEL,
  };
}

/** `none` for a network from which no outside address is reached: there is nobody to ask. */
function witnessesOf(given: readonly string[]): readonly string[] {
  if (given.join() === 'none') return [];
  return given.length > 0 ? given : DEFAULT_WITNESSES;
}

/** Sign-in cookies are sent over https or to this machine alone; elsewhere sign-in would fail without a word. */
function refusePlainHttp(publicUrl: URL, allowPlainHttp: 'yes' | 'no'): void {
  if (publicUrl.protocol === 'https:' || isLoopback(publicUrl.hostname) || allowPlainHttp === 'yes') return;
  throw new ConfigError([
    `PUBLIC_URL is plain http on ${publicUrl.hostname}: nobody could sign in there, because browsers send our cookies over https only. ` +
      'Put https before it, or set ALLOW_PLAIN_HTTP=yes to serve the public pages without sign-in.',
  ]);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** The name a browser on this machine would use for a listening address. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
