import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // What operators are to be told of outages; what belongs to one event is told in one mail.
    `create table outage_alert (
      outage_id text not null references outage(id), kind text not null check (kind in ('started','ended')),
      at int8 not null, told_at int8, primary key (outage_id, kind))`,
    `create index outage_alert_untold on outage_alert (at) where told_at is null`,
  ]);
}
