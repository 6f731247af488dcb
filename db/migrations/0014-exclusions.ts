import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../connect.ts';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Time that somebody took out of the downtime of one contract; service_id is null where it concerns all its services.
    `create table sla_exclusion (
      id text primary key, contract_id text not null references contract(id), service_id text references service(id),
      started_at int8 not null, ended_at int8 not null, reason text not null,
      decided_by text not null, decided_by_name text not null, created_at int8 not null,
      revoked_at int8, revoked_by text, revoked_by_name text, revoke_reason text,
      check (ended_at > started_at), check (reason <> ''),
      check ((revoked_at is null) = (revoked_by is null)), check ((revoked_at is null) = (revoked_by_name is null)),
      check ((revoked_at is null) = (revoke_reason is null)), check (revoke_reason <> ''))`,
    `create unique index sla_exclusion_live on sla_exclusion (contract_id, started_at, ended_at, coalesce(service_id, ''))
      where revoked_at is null`,
    `create index sla_exclusion_contract on sla_exclusion (contract_id, ended_at)`,
  ]);
  for (const statement of dialectOf(db) === 'sqlite' ? SQLITE : POSTGRES) await sql.raw(statement).execute(db);
}

const MESSAGE = 'sla_exclusion may only be revoked';
const SAME = 'is not distinct from';
const IS_REVOKING = `old.revoked_at is null and new.revoked_at is not null and new.id = old.id
  and new.contract_id = old.contract_id and new.service_id ${SAME} old.service_id
  and new.started_at = old.started_at and new.ended_at = old.ended_at and new.reason = old.reason
  and new.decided_by = old.decided_by and new.decided_by_name = old.decided_by_name and new.created_at = old.created_at`;

const SQLITE = [
  `create trigger sla_exclusion_only_revoked before update on sla_exclusion
    when not (${IS_REVOKING}) begin select raise(abort, '${MESSAGE}'); end`,
  `create trigger sla_exclusion_no_delete before delete on sla_exclusion begin select raise(abort, '${MESSAGE}'); end`,
];

const POSTGRES = [
  `create function sla_exclusion_refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and ${IS_REVOKING} then return new; end if;
      raise exception '${MESSAGE}';
    end $$`,
  `create trigger sla_exclusion_only_revoked before update or delete on sla_exclusion
    for each row execute function sla_exclusion_refuse_change()`,
  `create trigger sla_exclusion_no_truncate before truncate on sla_exclusion
    for each statement execute function sla_exclusion_refuse_change()`,
];
