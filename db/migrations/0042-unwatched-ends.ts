import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Whether it ended because its checks no longer looked, so that nobody saw the service recover.
    `alter table outage add column ended_unwatched int8 not null default 0 check (ended_unwatched in (0, 1))`,
  ]);
}
