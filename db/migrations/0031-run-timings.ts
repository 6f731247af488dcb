import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // How long each phase of the last run took: JSON; written with the state of the check, never by itself.
    `alter table health_check add column last_timings text`,
  ]);
}
