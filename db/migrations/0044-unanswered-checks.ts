import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Checks that never had a good answer: since when that is known, and when operators were told.
    `create table unanswered_check (
      check_id text primary key references health_check (id),
      noted_at int8 not null,
      told_at int8
    )`,
  ]);
}
