import { type Kysely, sql } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // The first good answer to what the check asks now; until then its failures say nothing of the service.
    `alter table health_check add column first_up_at int8`,
    // Of a failing check: since when nobody saw whether it goes on.
    `alter table health_check add column blind_since int8`,
    `alter table check_place add column blind_since int8`,
  ]);
  await sql`update health_check set first_up_at = coalesce(last_up_at, created_at)
    where last_up_at is not null or state <> 'unknown'
      or exists (select 1 from sample where sample.check_no = health_check.no and sample.state = 'up')
      or exists (select 1 from sample_rollup where sample_rollup.check_no = health_check.no and up_count > 0)`.execute(
    db,
  );
}
