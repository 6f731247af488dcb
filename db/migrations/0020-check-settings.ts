import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Sealed passwords and tokens of the target, by their place in it: JSON; null where there is none.
    `alter table health_check add column secrets text`,
    `alter table health_check add column pause_reason text`,
    // Counts the changes a person or the catalogue made: whoever changes an older one is told.
    `alter table health_check add column revision int8 not null default 1 check (revision >= 1)`,
    `alter table service add column revision int8 not null default 1 check (revision >= 1)`,
  ]);
}
