import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../connect.ts';

/**
 * Runs DDL written once for both databases: `int8` becomes INTEGER and `bytea` BLOB on SQLite, whose tables are made STRICT.
 * `without rowid` behind a table's closing parenthesis is kept for SQLite and dropped for PostgreSQL.
 */
export async function runPortableDdl(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  const dialect = dialectOf(db);
  for (const statement of statements) {
    const text = dialect === 'sqlite' ? toSqlite(statement) : statement.replace(/\)\s*without rowid\s*$/, ')');
    await sql.raw(text).execute(db);
  }
}

function toSqlite(statement: string): string {
  const text = statement.replaceAll(/\bint8\b/g, 'integer').replaceAll(/\bbytea\b/g, 'blob');
  if (!/^\s*create table/i.test(text)) return text;
  return /without rowid\s*$/.test(text) ? text.replace(/without rowid\s*$/, 'strict, without rowid') : `${text} strict`;
}

/** Makes a table refuse UPDATE and DELETE. */
export async function refuseChanges(db: Kysely<unknown>, table: string): Promise<void> {
  const message = `${table} is append-only`;
  if (dialectOf(db) === 'sqlite') {
    for (const verb of ['update', 'delete']) {
      await sql
        .raw(
          `create trigger ${table}_no_${verb} before ${verb} on ${table} begin select raise(abort, '${message}'); end`,
        )
        .execute(db);
    }
    return;
  }
  await sql
    .raw(
      `create function ${table}_refuse_change() returns trigger language plpgsql as $$ begin raise exception '${message}'; end $$`,
    )
    .execute(db);
  await sql
    .raw(
      `create trigger ${table}_no_change before update or delete on ${table} for each row execute function ${table}_refuse_change()`,
    )
    .execute(db);
  await sql
    .raw(
      `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function ${table}_refuse_change()`,
    )
    .execute(db);
}

/** Takes that refusal back for the rest of a migration, which ends by `refuseChanges`. */
export async function allowChanges(db: Kysely<unknown>, table: string): Promise<void> {
  const statements =
    dialectOf(db) === 'sqlite'
      ? [`drop trigger ${table}_no_update`, `drop trigger ${table}_no_delete`]
      : [
          `drop trigger ${table}_no_change on ${table}`,
          `drop trigger ${table}_no_truncate on ${table}`,
          `drop function ${table}_refuse_change()`,
        ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
