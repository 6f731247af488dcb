import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Incidents that changed by themselves and that subscribers have not heard of since: what comes together is told together.
    `create table incident_news (incident_id text primary key references incident(id), at int8 not null)`,
    // When a person last said when the incident began; null: it begins with its outages.
    `alter table incident add column start_set_at int8`,
    `update incident set start_set_at = created_at
      where (source = 'declared' and title <> '') or id in (select subject_id from audit_entry where action = 'edit-incident')`,
  ]);
}
