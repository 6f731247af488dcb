import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysTerms } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addFourEntries } from '#test/support/ledger';
import { addContract, addService } from '#test/support/rows';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HEAD = 'key;organization;policy;services;from;fee;currency;billing_plan\n';

onEachDatabase('contracts and ledger on the command line', (database) => {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-cli-'));
  let policy: string;

  beforeAll(async () => {
    await addService(database.db, { name: 'Gmail' });
    await addContract(database.db, 'nobody', [], { terms: daysTerms() });
    policy = (await database.db.selectFrom('slaPolicy').select('key').executeTakeFirstOrThrow()).key;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'src/cli.ts', ...args],
      { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'], DATABASE_URL: database.url, DATA_DIR: folder } },
    );
    return { status, stdout, stderr };
  };
  const file = (rows: string): string => {
    const path = join(folder, 'contracts.csv');
    writeFileSync(path, HEAD + rows.replaceAll('POLICY', policy));
    return path;
  };
  const keys = async (): Promise<readonly (string | null)[]> => {
    const rows = await database.db
      .selectFrom('contract')
      .select('importKey')
      .where('importKey', 'is not', null)
      .execute();
    return rows.map(({ importKey }) => importKey).toSorted();
  };

  test('a file is shown first, refused whole with its mistakes, and recorded once', async () => {
    const good = 'K-1;Alder;POLICY;Gmail;2026-01-01;12,50;EUR;monthly\n';
    const dry = run('contract', 'import', file(good), '--dry-run', '--create-organizations');
    expect(dry).toMatchObject({ status: 0, stderr: '' });
    expect(dry.stdout).toContain('Dry run: nothing was written.');
    const bad = run('contract', 'import', file(`${good}K-2;Alder;POLICY;Gopher;2026-01-01;1.250,00;EUR;monthly\n`));
    expect(bad.status).toBe(2);
    expect(bad.stderr).toMatch(/Line 3, column services: There is no service “Gopher”/);
    expect(bad.stderr).toMatch(/Nothing was written\.\n$/);
    expect(await keys()).toEqual([]);
    const made = run('contract', 'import', file(good), '--create-organizations');
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('1 contract recorded.') });
    const again = run('contract', 'import', file(good));
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('1 recorded before') });
    expect(await keys()).toEqual(['K-1']);
  });

  test('a ledger is verified and handed on behind a cursor', async () => {
    await addFourEntries(database.db);
    const verified = run('ledger', 'verify');
    expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('every chain is whole') });
    const first = run('ledger', 'export', '--format', 'json', '--limit', '3');
    const page = JSON.parse(first.stdout);
    expect(page.entries).toHaveLength(3);
    expect(first.stderr).toContain(`--since ${page.next}`);
    const rest = run('ledger', 'export', '--format', 'json', '--since', String(page.next));
    expect(JSON.parse(rest.stdout).entries).toHaveLength(1);
    expect(run('ledger', 'export', '--since', 'yesterday')).toMatchObject({ status: 2, stdout: '' });
  });
});
