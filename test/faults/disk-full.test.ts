import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { isDiskFull, isReserveSpent, keepReserve, reserveOf } from '#lib/disk-reserve';
import { startSite } from '#test/support/site';

const MIB = 1_048_576;
const root = mkdtempSync(join(tmpdir(), 'outage-ledger-disk-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Whether this system lets us make a small disk. */
const smallDisk = mkdtempSync(join(root, 'small-'));
const isMounted = canMount();

function canMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', smallDisk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
if (isMounted) afterAll(() => void execFileSync('umount', ['--lazy', smallDisk]));

let databaseUrl: string;
beforeEach(() => {
  databaseUrl = `sqlite:${join(mkdtempSync(join(root, 'r-')), 'ledger.db')}`;
});
const reserveHere = () => {
  const reserve = reserveOf(databaseUrl);
  if (!reserve) throw new Error('A database in a file has a reserve.');
  return reserve;
};
const free = (mib: number) => async () => mib * MIB;

test('space is kept while there is room, given up when the disk is full, and kept again later', async () => {
  const reserve = reserveHere();
  expect(await keepReserve(reserve, free(1_000))).toBeUndefined();
  expect(statSync(reserve.path).size).toBe(8 * MIB);
  expect(await keepReserve(reserve, free(5))).toBeUndefined();
  expect(await keepReserve(reserve, free(3))).toBe('spent');
  expect(existsSync(reserve.path)).toBe(false);
  expect(statSync(reserve.spentPath).size).toBe(0);
  expect(await isReserveSpent(reserve)).toBe(true);
  expect(await keepReserve(reserve, free(3))).toBeUndefined();
  expect(await keepReserve(reserve, free(12))).toBeUndefined();
  expect(await isReserveSpent(reserve)).toBe(true);
  expect(await keepReserve(reserve, free(1_000))).toBe('restored');
  expect(await isReserveSpent(reserve)).toBe(false);
  expect(await keepReserve(reserve, free(1_000))).toBeUndefined();
});

test('of several processes one gives it up and one lays it back', async () => {
  const reserve = reserveHere();
  await keepReserve(reserve, free(1_000));
  const all = (mib: number) => Promise.all([1, 2, 3].map(() => keepReserve(reserve, free(mib))));
  expect((await all(1)).filter((change) => change === 'spent')).toHaveLength(1);
  const restored = [...(await all(1_000)), ...(await all(1_000))];
  expect(restored.filter((change) => change === 'restored')).toHaveLength(1);
});

test('a disk that never had room for a reserve is told as full all the same, once', async () => {
  const reserve = reserveHere();
  expect(await keepReserve(reserve, free(20))).toBeUndefined();
  expect(await keepReserve(reserve, free(2))).toBe('spent');
  expect(await keepReserve(reserve, free(2))).toBeUndefined();
  expect(await keepReserve(reserve, free(1_000))).toBe('restored');
});

test('a database server keeps its own disk', () => {
  expect(reserveOf('postgres://someone@127.0.0.1/ledger')).toBeUndefined();
  expect(reserveOf('sqlite::memory:')).toBeUndefined();
});

test('what says that a disk is full is known, also inside another error', () => {
  const full = (code: string) => Object.assign(new Error('no'), { code });
  for (const code of ['SQLITE_FULL', 'ENOSPC', '53100']) expect(isDiskFull(full(code))).toBe(true);
  expect(isDiskFull(new Error('outer', { cause: full('SQLITE_FULL') }))).toBe(true);
  expect(isDiskFull(full('SQLITE_BUSY'))).toBe(false);
});

test.skipIf(!isMounted)(
  'on a full disk operators are told, pages can be read, a form says that nothing was saved; with room all goes on',
  async () => {
    const url = `sqlite:${join(smallDisk, 'ledger.db')}`;
    const connection = connect(url);
    await migrateToLatest(connection, url);
    const env = { ROLE: 'all', WITNESSES: 'none' };
    const site = await startSite({ url, connection }, { dataDir: smallDisk, env });
    try {
      const operator = await site.asOperator(['incidents']);
      const addPlace = () => operator.post('/console/places?do=add', { name: 'Paris' });
      const subjects = async () => {
        const rows = await connection.db.selectFrom('delivery').select('message').orderBy('createdAt').execute();
        return rows.map(({ message }): string => JSON.parse(message).subject);
      };
      const reserve = reserveOf(url);
      if (!reserve) throw new Error('A database in a file has a reserve.');
      await expect.poll(() => existsSync(reserve.path), { timeout: 20_000 }).toBe(true);
      fill('first');
      await expect.poll(subjects, { timeout: 20_000 }).toEqual(['The disk of the database is full']);
      expect(await isReserveSpent(reserve)).toBe(true);
      // Otherwise what is to be written would find room in the log that is there.
      await sql`pragma wal_checkpoint(truncate)`.execute(connection.db);
      fill('second');
      const page = await operator.fetch('/console');
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('nothing more can be saved')]);
      expect((await operator.fetch('/')).status).toBe(200);
      const refused = await addPlace();
      expect([refused.status, await refused.text()]).toEqual([
        500,
        expect.stringContaining('what you sent was not saved'),
      ]);
      for (const name of ['first', 'second']) rmSync(join(smallDisk, name));
      await expect
        .poll(subjects, { timeout: 20_000 })
        .toEqual(['The disk of the database is full', 'The disk of the database has room again']);
      expect(await operator.text('/console')).not.toContain('nothing more can be saved');
      expect((await addPlace()).status).toBeLessThan(400);
    } finally {
      await site.stop();
      await connection.close();
    }
  },
);

/** Takes all the space that is left. */
function fill(name: string): void {
  const path = join(smallDisk, name);
  for (const bytes of [MIB, 4_096]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes, 1), { flag: 'a' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
}
