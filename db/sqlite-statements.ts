import type SqliteDatabase from 'better-sqlite3';
import type { SqliteDatabase as KyselyDatabase } from 'kysely';

/** More than a process asks again and again; lists of ids make ever new ones. */
const MOST_KEPT = 400;

type Statement = SqliteDatabase.Statement<unknown[]>;

/** Prepares each statement once: to parse and plan it again often costs more than to run it. SQLite itself notices a changed schema. */
export function keepStatements(file: SqliteDatabase.Database): KyselyDatabase {
  const kept = new Map<string, Statement>();

  function prepare(sql: string): Statement {
    const known = kept.get(sql);
    // One that is being read row by row cannot be begun anew.
    const statement = known && !known.busy ? known : file.prepare<unknown[]>(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > MOST_KEPT) forgetOldest();
    return statement;
  }

  function forgetOldest(): void {
    for (const sql of kept.keys()) {
      kept.delete(sql);
      return;
    }
  }

  return { prepare, close: () => void file.close() };
}
