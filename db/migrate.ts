import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Connection } from './connect.ts';
import { MIGRATIONS } from './migrations/index.ts';

export interface MigrateResult {
  readonly applied: readonly string[];
}

/** Thrown with a sentence for the operator when the schema cannot be brought to what this code expects. */
export class MigrateError extends Error {
  readonly code = 'migrate';
}

/**
 * Brings the schema up to date, one process at a time; refuses a schema newer than the code.
 * `databaseUrl` names the file whose neighbour is the lock on SQLite; PostgreSQL locks by itself.
 */
export async function migrateToLatest(connection: Connection, databaseUrl: string): Promise<MigrateResult> {
  return withMigrationLock(connection, databaseUrl, async () => {
    await refuseNewerSchema(connection);
    const migrator = new Migrator({
      db: connection.db,
      provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error) {
      const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'a migration';
      throw new MigrateError(`The database could not be brought up to date: ${failed} failed (${describe(error)}).`, {
        cause: error,
      });
    }
    return { applied: (results ?? []).map((result) => result.migrationName) };
  });
}

async function refuseNewerSchema(connection: Connection): Promise<void> {
  const tables = await connection.db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return;
  const done = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(connection.db);
  const unknown = done.rows.map((row) => row.name).filter((name) => !(name in MIGRATIONS));
  if (unknown.length === 0) return;
  throw new MigrateError(
    `The database was last used by a newer version of Outage Ledger (it knows ${unknown.join(', ')}, this one does not). ` +
      'Start that newer version, or restore a backup made before the upgrade.',
  );
}

async function withMigrationLock<T>(connection: Connection, databaseUrl: string, work: () => Promise<T>): Promise<T> {
  if (connection.dialect === 'postgres') return work();
  const path = databaseUrl.slice('sqlite:'.length);
  if (path === ':memory:') return work();
  const lock = new SqliteDatabase(`${path}.migrating`, { timeout: 60_000 });
  try {
    lock.exec('begin exclusive');
    return await work();
  } finally {
    lock.close();
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
