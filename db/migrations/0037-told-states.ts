import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // As what an outage is told, so that it is told again where it gets worse.
    `alter table outage_alert add column state text not null default 'down' check (state in ('degraded','down'))`,
    `update outage_alert set state = (select outage.state from outage where outage.id = outage_alert.outage_id)`,
  ]);
}
