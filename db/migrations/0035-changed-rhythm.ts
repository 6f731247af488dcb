import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Since when a check is run in its rhythm, and how long a look from before counted.
    `alter table health_check add column rhythm_since int8`,
    `alter table health_check add column patience_before_ms int8 check (patience_before_ms > 0)`,
  ]);
}
