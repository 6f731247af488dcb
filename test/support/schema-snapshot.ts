import { sql } from 'kysely';
import type { Connection } from '#db/connect';

/** The schema as text, one statement or column a line, in a stable order. */
export async function schemaSnapshot(connection: Connection): Promise<string> {
  return connection.dialect === 'sqlite' ? sqliteSchema(connection) : postgresSchema(connection);
}

async function sqliteSchema({ db }: Connection): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select sql as text from sqlite_master
    where sql is not null and name not like 'sqlite_%' and tbl_name not like 'kysely_%' order by type, name`.execute(
    db,
  );
  return rows.map((row) => row.text.replaceAll(/\s+/g, ' ')).join('\n');
}

async function postgresSchema({ db }: Connection): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as text
      from information_schema.columns where table_schema = 'public' and table_name not like 'kysely_%'
    union all
    select indexdef from pg_indexes where schemaname = 'public' and tablename not like 'kysely_%'
    union all
    select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
      where connamespace = 'public'::regnamespace and contype in ('c', 'f') 
    union all
    select event_object_table || ' ' || event_manipulation || ' ' || action_statement from information_schema.triggers
    order by 1`.execute(db);
  return rows.map((row) => row.text).join('\n');
}
