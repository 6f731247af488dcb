import { type Kysely, sql } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, COLUMNS);
  await runPortableDdl(db, TABLES);
  await sql`insert into check_span (check_id, kind, started_at, ended_at)
    select check_id, 'failing', started_at, ended_at from check_failure`.execute(db);
  // What is over stays as it was judged then.
  await sql`update outage set kept_until = ended_at where source = 'measured' and ended_at is not null`.execute(db);
  await runPortableDdl(db, [`drop table check_failure`]);
}

const COLUMNS = [
  `alter table health_check add column recheck_ms int8 not null default 10000 check (recheck_ms >= 1)`,
  // When slow answers make a check slow, as JSON; null: never.
  `alter table health_check add column slow_rule text`,
  `alter table health_check add column slow_since int8`,
  // The process that holds the lease: when it stops to beat, its checks are free at once.
  `alter table health_check add column lease_worker_id text`,

  `alter table service add column down_when text not null default 'any' check (down_when in ('any','all','at-least'))`,
  `alter table service add column down_count int8 not null default 1 check (down_count >= 1)`,
  `alter table service add column otherwise text not null default 'degraded' check (otherwise in ('degraded','nothing'))`,
  `alter table service add column flap_ms int8 not null default 900000 check (flap_ms >= 0)`,

  // Until when a person, or an earlier version, has the last word on what was measured.
  `alter table outage add column kept_until int8`,
  // The outage of a service this one needs.
  `alter table outage add column explained_by text references outage(id)`,
  // A flapping service is called well only once it was quiet until here.
  `alter table incident add column quiet_at int8`,
];

const TABLES = [
  // Judged spans of single checks: a measured outage's phases are computed from them. One taken back was our own fault.
  `create table check_span (
    check_id text not null references health_check(id), kind text not null check (kind in ('failing','slow')),
    started_at int8 not null, ended_at int8, taken_back_at int8, primary key (check_id, kind, started_at),
    check (ended_at is null or ended_at >= started_at)) without rowid`,
  `create unique index check_span_open on check_span (check_id, kind) where ended_at is null and taken_back_at is null`,
  `create table service_dependency (
    service_id text not null references service(id), needs_id text not null references service(id),
    primary key (service_id, needs_id), check (service_id <> needs_id)) without rowid`,
  `create index service_dependency_needs on service_dependency (needs_id)`,
  `create table poll_worker (id text primary key, alive_until int8 not null)`,
  `create index incident_quiet on incident (quiet_at) where quiet_at is not null`,
];
