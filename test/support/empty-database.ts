import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { connect } from '#db/connect';
import type { DIALECTS } from './databases.ts';

/** A database of its own without a single table; `name` keeps those of PostgreSQL apart. */
export async function openEmpty(dialect: (typeof DIALECTS)[number], name: string) {
  if (dialect === 'sqlite') {
    const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-db-'));
    const connection = connect(`sqlite:${join(dir, 'ledger.db')}`);
    return {
      connection,
      drop: async () => {
        await connection.close();
        rmSync(dir, { recursive: true, force: true });
      },
    };
  }
  const base = inject('postgresBase');
  const server = connect(`${base}postgres`);
  await sql`drop database if exists ${sql.id(name)} with (force)`.execute(server.db);
  await sql`create database ${sql.id(name)} template template0`.execute(server.db);
  const connection = connect(`${base}${name}`);
  return {
    connection,
    drop: async () => {
      await connection.close();
      await sql`drop database ${sql.id(name)} with (force)`.execute(server.db);
      await server.close();
    },
  };
}
