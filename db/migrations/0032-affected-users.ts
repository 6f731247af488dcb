import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // How many users were affected, as whoever asks counts them; null where he did not say.
    `alter table credit_request add column affected_users int8 check (affected_users >= 0)`,
    `alter table credit_draft add column affected_users int8 check (affected_users >= 0)`,
  ]);
}
