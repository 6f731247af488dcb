import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { type Connection, connect } from '#db/connect';

const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-durable-'));
const connections: Connection[] = [];
afterAll(async () => {
  for (const connection of connections) await connection.close();
  rmSync(dir, { recursive: true, force: true });
});

function open(busyTimeoutMs?: number): Connection {
  const options = busyTimeoutMs === undefined ? {} : { busyTimeoutMs };
  const connection = connect(`sqlite:${join(dir, 'folder', 'ledger.db')}`, options);
  connections.push(connection);
  return connection;
}

async function pragma({ db }: Connection, name: string): Promise<unknown> {
  const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db);
  return Object.values(rows[0] ?? {})[0];
}

test('a commit on SQLite is on the disk before it is answered, also after the first write', async () => {
  const first = open();
  await sql`create table kept (id integer primary key) strict`.execute(first.db);
  await sql`insert into kept values (1)`.execute(first.db);
  for (const connection of [first, open()]) {
    expect(await pragma(connection, 'journal_mode')).toBe('wal');
    expect(await pragma(connection, 'synchronous')).toBe(2);
    expect(await pragma(connection, 'foreign_keys')).toBe(1);
    expect(await pragma(connection, 'busy_timeout')).toBe(5_000);
  }
});

test('a transaction that reads first writes afterwards, though another process wrote in between', async () => {
  // Both in one thread here: a writer that waits must not keep the other from finishing.
  const [one, other] = [open(1), open(1)];
  await sql`create table if not exists counted (n integer not null) strict`.execute(one.db);
  await sql`insert into counted values (0)`.execute(one.db);
  const add = ({ db }: Connection) =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ n: number }>`select n from counted`.execute(tx);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await sql`update counted set n = ${(rows[0]?.n ?? 0) + 1}`.execute(tx);
    });
  await Promise.all([...Array(5)].flatMap(() => [add(one), add(other)]));
  const { rows } = await sql<{ n: number }>`select n from counted`.execute(one.db);
  expect(rows).toEqual([{ n: 10 }]);
});
