import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../connect.ts';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // A window of work, once or by a rule; starts_local is the local time of its zone, rrule null for one that happens once.
    `create table maintenance (
      id text primary key, titles text not null, descriptions text not null,
      zone text not null, starts_local text not null, duration_minutes int8 not null check (duration_minutes > 0),
      rrule text, skipped_days text not null, expanded_until int8, revision int8 not null check (revision > 0),
      created_at int8 not null, updated_at int8 not null, cancelled_at int8, cancel_reason text,
      check ((cancelled_at is null) = (cancel_reason is null)), check (cancel_reason <> ''),
      check (rrule <> ''), check (rrule is not null or expanded_until is null))`,
    `create table maintenance_service (
      maintenance_id text not null references maintenance(id), service_id text not null references service(id),
      primary key (maintenance_id, service_id))`,
    `create index maintenance_service_service on maintenance_service (service_id)`,
    // One time that it happens: the window as it stands announced, and when work really began and ended where a person said so.
    `create table maintenance_occurrence (
      id text primary key, maintenance_id text not null references maintenance(id), planned_local text not null,
      starts_at int8 not null, ends_at int8 not null,
      stage text not null check (stage in ('scheduled','in-progress','done','cancelled')),
      started_at int8, ended_at int8, reason text, created_at int8 not null, updated_at int8 not null,
      check (ends_at > starts_at), check (ended_at is null or started_at is null or ended_at >= started_at),
      check (stage <> 'cancelled' or reason is not null), check (reason <> ''))`,
    `create unique index maintenance_occurrence_live on maintenance_occurrence (maintenance_id, planned_local)
      where stage <> 'cancelled'`,
    `create index maintenance_occurrence_open on maintenance_occurrence (starts_at) where stage in ('scheduled','in-progress')`,
    `create index maintenance_occurrence_end on maintenance_occurrence (ends_at)`,
    // What was said of one service and when. Nothing is announced for time that has passed, and a span keeps its moment only by
    // going on from a span that covered it.
    `create table maintenance_announcement (
      id text primary key, occurrence_id text not null references maintenance_occurrence(id),
      service_id text not null references service(id), starts_at int8 not null, ends_at int8 not null,
      announced_at int8 not null, written_at int8 not null, continues text references maintenance_announcement(id),
      withdrawn_at int8,
      check (ends_at > starts_at), check (announced_at <= starts_at), check (announced_at <= written_at),
      check (withdrawn_at is null or withdrawn_at >= written_at))`,
    `create index maintenance_announcement_occurrence on maintenance_announcement (occurrence_id, service_id)`,
    `create index maintenance_announcement_standing on maintenance_announcement (service_id, ends_at)
      where withdrawn_at is null`,
  ]);
  for (const statement of dialectOf(db) === 'sqlite' ? SQLITE : POSTGRES) await sql.raw(statement).execute(db);
}

const SET_BACK = 'announced_at cannot be set back';
const ONLY_WITHDRAWN = 'maintenance_announcement may only be withdrawn';
const SAME = 'is not distinct from';

const KEEPS_ITS_MOMENT = `(new.continues is null and new.announced_at = new.written_at) or exists (
  select 1 from maintenance_announcement as before where before.id = new.continues
    and before.occurrence_id = new.occurrence_id and before.service_id = new.service_id
    and before.starts_at <= new.starts_at and before.ends_at >= new.ends_at
    and before.announced_at = new.announced_at and before.withdrawn_at = new.written_at)`;

const IS_WITHDRAWING = `old.withdrawn_at is null and new.withdrawn_at is not null and new.id = old.id
  and new.occurrence_id = old.occurrence_id and new.service_id = old.service_id and new.starts_at = old.starts_at
  and new.ends_at = old.ends_at and new.announced_at = old.announced_at and new.written_at = old.written_at
  and new.continues ${SAME} old.continues`;

const SQLITE = [
  `create trigger maintenance_announcement_moment before insert on maintenance_announcement
    when not (${KEEPS_ITS_MOMENT}) begin select raise(abort, '${SET_BACK}'); end`,
  `create trigger maintenance_announcement_withdrawn before update on maintenance_announcement
    when not (${IS_WITHDRAWING}) begin select raise(abort, '${ONLY_WITHDRAWN}'); end`,
  `create trigger maintenance_announcement_no_delete before delete on maintenance_announcement
    begin select raise(abort, '${ONLY_WITHDRAWN}'); end`,
];

const POSTGRES = [
  `create function maintenance_announcement_keep_moment() returns trigger language plpgsql as $$
    begin
      if ${KEEPS_ITS_MOMENT} then return new; end if;
      raise exception '${SET_BACK}';
    end $$`,
  `create trigger maintenance_announcement_moment before insert on maintenance_announcement
    for each row execute function maintenance_announcement_keep_moment()`,
  `create function maintenance_announcement_refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and ${IS_WITHDRAWING} then return new; end if;
      raise exception '${ONLY_WITHDRAWN}';
    end $$`,
  `create trigger maintenance_announcement_withdrawn before update or delete on maintenance_announcement
    for each row execute function maintenance_announcement_refuse_change()`,
  `create trigger maintenance_announcement_no_truncate before truncate on maintenance_announcement
    for each statement execute function maintenance_announcement_refuse_change()`,
];
