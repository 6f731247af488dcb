import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // What the provider said last, as a hash: an operator's own edits stand until the provider says something else.
    `alter table incident add column provider_fingerprint text`,
    // When the provider called it over; checks of our own may see it differently.
    `alter table incident add column provider_resolved_at int8`,
    // How many rows the last reading had, and which of them could not be read.
    `alter table feed_source add column last_report text`,
  ]);
}
