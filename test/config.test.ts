import { describe, expect, test } from 'vitest';
import { readConfig } from '#config';

/** The sentences a wrong environment is refused with. */
function refusals(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n');
  }
}

describe('the environment', () => {
  test('has a default for everything', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ port: 4321, host: '127.0.0.1', publicUrl: 'http://127.0.0.1:4321', role: 'all' });
    expect(config.databaseUrl).toMatch(/^sqlite:.*data\/outage-ledger\.db$/);
  });

  test('asks witnesses by name and over TLS, so that a dead resolver counts as a lost connection', () => {
    const { witnesses } = readConfig({});
    expect(witnesses.length).toBeGreaterThanOrEqual(2);
    for (const witness of witnesses) {
      expect(new URL(witness).protocol).toBe('https:');
      expect(new URL(witness).hostname).toMatch(/[a-z]/);
    }
  });

  test('an empty variable counts as unset', () => {
    expect(readConfig({ PORT: '', SMTP_URL: ' ' })).toMatchObject({ port: 4321, smtpUrl: undefined });
  });

  test.each([
    [{ PORT: '70000' }, 'PORT must be a port number from 0 to 65535.'],
    [{ ALERT_WAIT_SECONDS: '601' }, 'ALERT_WAIT_SECONDS must be a number of seconds from 0 to 600.'],
    [{ ROLE: 'worker' }, 'ROLE must be all, web or jobs.'],
    [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL must be sqlite:PATH or postgres://user:password@host/database.'],
    [
      { PROBE_ALLOW_CIDRS: '10.0.0.0' },
      'PROBE_ALLOW_CIDRS must be address ranges such as 10.0.0.0/8, separated by commas.',
    ],
    [
      { PUBLIC_URL: 'https://x.example/status' },
      'PUBLIC_URL must be an origin without a path, such as https://status.example.com.',
    ],
  ])('%o is refused in one sentence', (env, sentence) => {
    expect(refusals(env)).toEqual([sentence]);
  });

  test('plain http outside this machine is refused, because nobody could sign in', () => {
    expect(refusals({ PUBLIC_URL: 'http://status.example.com' })[0]).toContain('nobody could sign in');
    expect(refusals({ PUBLIC_URL: 'http://status.example.com', ALLOW_PLAIN_HTTP: 'yes' })).toEqual([]);
  });
});
