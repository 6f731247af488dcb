import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type Connection, connect, type DialectName } from '../../db/connect.ts';
import { POSTGRES_TEMPLATE } from './global-setup.ts';

export const DIALECTS = (process.env['DIALECTS'] ?? 'sqlite,postgres').split(',') as DialectName[];

/** A migrated, empty database of one test file; `connection` and `url` are there once the tests run. */
export interface TestDatabase {
  readonly dialect: DialectName;
  readonly url: string;
  readonly connection: Connection;
  readonly db: Connection['db'];
}

/** Runs the same tests on SQLite and on PostgreSQL, each block on a fresh migrated database of its own. */
export function onEachDatabase(name: string, body: (database: TestDatabase) => void): void {
  for (const dialect of DIALECTS) {
    describe(`${name} (${dialect})`, () => {
      let opened: OpenedDatabase | undefined;
      beforeAll(async () => {
        opened = await openDatabase(dialect);
      });
      afterAll(async () => {
        await opened?.drop();
      });
      const current = (): OpenedDatabase => {
        if (!opened) throw new Error('The database is there only while tests run.');
        return opened;
      };
      body({
        dialect,
        get url() {
          return current().url;
        },
        get connection() {
          return current().connection;
        },
        get db() {
          return current().connection.db;
        },
      });
    });
  }
}

export interface OpenedDatabase {
  readonly url: string;
  readonly connection: Connection;
  drop(): Promise<void>;
}

/** A fresh migrated database; the caller drops it. */
export async function openDatabase(dialect: DialectName): Promise<OpenedDatabase> {
  if (dialect === 'sqlite') {
    const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-db-'));
    const path = join(dir, 'ledger.db');
    copyFileSync(inject('sqliteTemplate'), path);
    const url = `sqlite:${path}`;
    const connection = connect(url);
    return {
      url,
      connection,
      drop: async () => {
        await connection.close();
        rmSync(dir, { recursive: true, force: true });
      },
    };
  }
  const base = inject('postgresBase');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await runOnServer(base, `create database ${name} template ${POSTGRES_TEMPLATE} strategy file_copy`);
  const connection = connect(`${base}${name}`);
  return {
    url: `${base}${name}`,
    connection,
    drop: async () => {
      await connection.close();
      await runOnServer(base, `drop database if exists ${name} with (force)`);
    },
  };
}

/** A fresh database without a table in it; the caller drops it. */
export async function openEmptyDatabase(dialect: DialectName): Promise<OpenedDatabase> {
  if (dialect === 'sqlite') {
    const url = 'sqlite::memory:';
    const connection = connect(url);
    return { url, connection, drop: () => connection.close() };
  }
  const base = inject('postgresBase');
  const name = `e_${randomBytes(8).toString('hex')}`;
  await runOnServer(base, `create database ${name} template template0`);
  const connection = connect(`${base}${name}`);
  return {
    url: `${base}${name}`,
    connection,
    drop: async () => {
      await connection.close();
      await runOnServer(base, `drop database if exists ${name} with (force)`);
    },
  };
}

async function runOnServer(base: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${base}postgres` });
  await client.connect();
  try {
    // Two clones at once contend for the template; the server serialises them under this lock.
    await client.query('select pg_advisory_lock(4711)');
    await client.query(statement);
  } finally {
    await client.end();
  }
}
