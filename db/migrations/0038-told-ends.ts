import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // When the end of a told outage is told at last, if its service has stayed well until then.
    `alter table outage_alert add column withheld_until int8`,
    // Why it is over, where nobody saw the service recover.
    `alter table outage_alert add column last_word text check (last_word in ('mistaken','uncounted','unwatched'))`,
    `create index outage_alert_withheld on outage_alert (withheld_until) where withheld_until is not null`,
  ]);
}
