import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../connect.ts';

export interface CheckChange {
  readonly table: string;
  readonly column: string;
  /** The list as it was written in the migration that made it. */
  readonly before: string;
  readonly after: string;
}

/** Lets an enum column take other words. SQLite cannot change a CHECK, so the table is written anew with all its rows and indexes. */
export async function widenCheck(db: Kysely<unknown>, change: CheckChange): Promise<void> {
  if (dialectOf(db) === 'sqlite') return rebuildTable(db, change);
  const { table, column, after } = change;
  const name = `${table}_${column}_check`;
  await sql.raw(`alter table ${table} drop constraint ${name}`).execute(db);
  await sql.raw(`alter table ${table} add constraint ${name} check (${column} in (${after}))`).execute(db);
}

async function rebuildTable(db: Kysely<unknown>, { table, column, before, after }: CheckChange): Promise<void> {
  const made = await sql<{ type: string; text: string }>`
    select type, sql as text from sqlite_master
    where tbl_name = ${table} and sql is not null and type in ('table', 'index')`.execute(db);
  const old = made.rows.find(({ type }) => type === 'table')?.text ?? '';
  const check = `check (${column} in (${before}))`;
  if (!old.includes(check)) throw new Error(`The check of ${table}.${column} is not written as expected.`);
  const create = old
    .replace(check, `check (${column} in (${after}))`)
    .replace(/^create table "?\w+"?/i, `create table ${table}_new`);
  const indexes = made.rows.filter(({ type }) => type === 'index').map(({ text }) => text);
  // Foreign keys cannot be switched inside a transaction, and would be broken between the drop and the renaming.
  await sql.raw('pragma foreign_keys = off').execute(db);
  await sql.raw('begin immediate').execute(db);
  try {
    await sql.raw(create).execute(db);
    await sql.raw(`insert into ${table}_new select * from ${table}`).execute(db);
    await sql.raw(`drop table ${table}`).execute(db);
    await sql.raw(`alter table ${table}_new rename to ${table}`).execute(db);
    for (const index of indexes) await sql.raw(index).execute(db);
    await sql.raw('commit').execute(db);
  } catch (error) {
    await sql.raw('rollback').execute(db);
    throw error;
  } finally {
    await sql.raw('pragma foreign_keys = on').execute(db);
  }
}
