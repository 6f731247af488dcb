import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Samples of one check in one bucket of 5, 60 or 1,440 minutes; latencies is a sketch of the answer times.
    `create table sample_rollup (
      check_no int8 not null references health_check(no), minutes int8 not null check (minutes in (5, 60, 1440)),
      started_at int8 not null, up_count int8 not null, down_count int8 not null, unknown_count int8 not null,
      latencies bytea, primary key (check_no, minutes, started_at)) without rowid`,
    // How far a check is rolled up, and from where on all its samples are still there to be rolled up again.
    `create table rollup_mark (
      check_no int8 primary key references health_check(no), rolled_until int8 not null, raw_from int8 not null)`,
  ]);
}
