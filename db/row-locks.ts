import type { SelectQueryBuilder } from 'kysely';
import { type Db, dialectOf } from './connect.ts';
import type { Database } from './schema.ts';

/**
 * Holds the rows until the transaction ends; others may still refer to them by foreign keys, which a full FOR UPDATE would keep
 * waiting. SQLite has one writer at a time and needs no lock of rows.
 */
export function lockRows<TB extends keyof Database, O>(
  db: Db,
  query: SelectQueryBuilder<Database, TB, O>,
): SelectQueryBuilder<Database, TB, O> {
  return dialectOf(db) === 'postgres' ? query.forNoKeyUpdate() : query;
}

/** Locks the rows and passes over those another process is just claiming. */
export function lockFreeRows<TB extends keyof Database, O>(
  db: Db,
  query: SelectQueryBuilder<Database, TB, O>,
): SelectQueryBuilder<Database, TB, O> {
  return dialectOf(db) === 'postgres' ? query.forNoKeyUpdate().skipLocked() : query;
}
