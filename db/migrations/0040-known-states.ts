import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // As what operators know it, while a further mail about it waits.
    `alter table outage_alert add column known_as text check (known_as in ('degraded','down'))`,
    `update outage_alert set known_as = state where kind = 'started' and told_at is not null`,
  ]);
}
