import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // The first good answer to what the check asks now, from this place; until then its failures may be the place's own.
    `alter table check_place add column first_up_at int8`,
  ]);
}
