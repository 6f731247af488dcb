import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // All that a page asks of a gap: there may be thousands in its ninety days.
    `create index measurement_gap_page on measurement_gap (service_id, ended_at, started_at, check_id)`,
    `drop index measurement_gap_end`,
  ]);
}
