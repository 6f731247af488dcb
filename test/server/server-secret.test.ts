import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createServerSecretFile, readServerSecretFile } from '#lib/server-secret-file';
import { openServerSecret } from '#server/server-secret';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';

onEachDatabase('the server secret', (database) => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'outage-ledger-secret-'));
    await database.db.deleteFrom('setting').execute();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const open = (dir = dataDir) => openServerSecret(testContext(database.db, new TestClock()), dir);

  test('is made once, for its owner alone', async () => {
    const secret = await open();
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(statSync(join(dataDir, 'server-secret')).mode & 0o777).toBe(0o600);
    expect(await open()).toBe(secret);
  });

  test('is the same for processes that start at the same moment', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, async () => createServerSecretFile(dataDir)));
    expect(new Set(made).size).toBe(1);
  });

  test('is missed in a sentence that says what to do when the data are there', async () => {
    await open();
    rmSync(join(dataDir, 'server-secret'));
    await expect(open()).rejects.toThrow(/server secret is missing from .*server-secret\. Put the file back/);
    expect(readServerSecretFile(dataDir)).toBeUndefined();
  });

  test('of another database is refused', async () => {
    await open();
    writeFileSync(join(dataDir, 'server-secret'), 'another-secret-of-another-installation');
    await expect(open()).rejects.toThrow(/is not the one this database was first used with/);
  });

  test('is not in the database', async () => {
    const secret = await open();
    const rows = await database.db.selectFrom('setting').select('value').execute();
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(readFileSync(join(dataDir, 'server-secret'), 'utf8').trim()).toBe(secret);
  });
});
