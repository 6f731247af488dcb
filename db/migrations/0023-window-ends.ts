import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Pages ask for what reaches into their ninety days, however much lies before them.
    `create index measurement_gap_end on measurement_gap (service_id, ended_at)`,
    `create index outage_service_end on outage (service_id, ended_at)`,
  ]);
}
