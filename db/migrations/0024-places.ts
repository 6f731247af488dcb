import { type Kysely, sql } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Where checks are polled from. The server itself is the one with the id `here`; of a token only the hash is kept.
    `create table place (
      id text primary key, no int8 not null unique, slug text not null, name text not null,
      token_hash text unique, token_made_at int8, last_seen_at int8, agent_version text, clock_offset_ms int8, waiting int8,
      paused_at int8, removed_at int8, created_at int8 not null, revision int8 not null default 1 check (revision >= 1))`,
    `create unique index place_slug on place (slug) where removed_at is null`,

    // A check seen from one place, where there are several: what the judge remembers of it.
    `create table check_place (
      check_id text not null references health_check(id), place_id text not null references place(id), since int8 not null,
      state text not null check (state in ('up','down','unknown')), state_since int8 not null,
      failure_count int8 not null, success_count int8 not null, first_failure_at int8, first_success_at int8,
      last_sample_at int8, last_up_at int8, last_cause text, last_detail text, last_latency_ms int8,
      primary key (check_id, place_id)) without rowid`,
    `create index check_place_place on check_place (place_id)`,
    `create table place_sample (
      check_no int8 not null references health_check(no), place_no int8 not null references place(no), at int8 not null,
      state text not null check (state in ('up','down','unknown')), latency_ms int8,
      primary key (check_no, place_no, at)) without rowid`,
    // When a check failed from a place, and when the place could not see it: what places agree on is computed from these.
    `create table place_span (
      check_id text not null references health_check(id), place_id text not null references place(id),
      kind text not null check (kind in ('failing','blind')), started_at int8 not null, ended_at int8, cause text,
      primary key (check_id, place_id, kind, started_at),
      check (ended_at is null or ended_at >= started_at)) without rowid`,
    `create unique index place_span_open on place_span (check_id, place_id, kind) where ended_at is null`,

    `alter table health_check add column polled_from text not null default 'here'
      check (polled_from in ('here','here-and-places','places'))`,
    // How many places must agree before the check counts as down; null: more than half of those that could measure.
    `alter table health_check add column agree_count int8 check (agree_count >= 1)`,
    // Since when its places of today decide; what was agreed before stays.
    `alter table health_check add column agreed_from int8`,
  ]);
  await sql`insert into place (id, no, slug, name, created_at) values ('here', 0, 'here', 'Here', 0)`.execute(db);
}
