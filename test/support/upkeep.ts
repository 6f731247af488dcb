import { type Config, readConfig } from '#config';

/** The defaults of an installation. */
export function config(env: Readonly<Record<string, string>> = {}): Config {
  return readConfig({ LOG_LEVEL: 'silent', ...env });
}
