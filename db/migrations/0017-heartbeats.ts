import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // The address of a heartbeat check (of its token only the hash) and what its job last said.
    `create table heartbeat (
      check_id text primary key references health_check(id),
      token_hash text not null unique, address_made_at int8 not null, call_count int8 not null,
      last_call_at int8, started_at int8, unfinished_since int8,
      finished_at int8, outcome text check (outcome in ('ok','failed')),
      exit_code int8, duration_ms int8 check (duration_ms >= 0), message text,
      check ((finished_at is null) = (outcome is null)))`,
    `create table heartbeat_call (
      check_id text not null references health_check(id), no int8 not null, at int8 not null,
      event text not null check (event in ('start','success','fail')),
      exit_code int8, duration_ms int8 check (duration_ms >= 0), message text,
      primary key (check_id, no)) without rowid`,
    // When calls could reach us: a process was listening, and our connection was not cut off.
    `create table listening_span (
      id text primary key, kind text not null check (kind in ('listening','cut-off')),
      started_at int8 not null, seen_at int8 not null, check (seen_at >= started_at))`,
    `create index listening_span_seen on listening_span (seen_at)`,
  ]);
}
