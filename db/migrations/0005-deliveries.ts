import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Until when an endpoint asked to be left alone.
    `alter table subscriber add column hold_until int8`,
    `alter table subscriber add column secret_shown_at int8`,
    // The promised next update that operators were last reminded of.
    `alter table incident add column reminded_for int8`,
    `create table throttle (key text primary key, window_start int8 not null, count int8 not null)`,
    `create index throttle_window on throttle (window_start)`,
    `create index delivery_subscriber on delivery (subscriber_id, created_at) where subscriber_id is not null`,
    `create index delivery_notice on delivery (notice_id) where notice_id is not null`,
    `create index incident_next_update on incident (next_update_due_at) where next_update_due_at is not null`,
  ]);
}
