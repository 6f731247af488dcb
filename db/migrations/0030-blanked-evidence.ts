import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../connect.ts';
import { allowChanges, runPortableDdl } from './portable-ddl.ts';

/** Who took time out of a contract, and why, can be removed from the exclusion and from what was frozen with it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    `alter table sla_exclusion add column blanked_at int8`,
    `create index sla_exclusion_created on sla_exclusion (created_at)`,
    `alter table assessment_body add column blanked_at int8`,
    // The hash as it was frozen, where names were removed from the evidence since.
    `alter table sla_assessment add column evidence_hash_before text`,
    `alter table sla_assessment add column names_blanked_at int8`,
  ]);
  await allowChanges(db, 'assessment_body');
  for (const statement of dialectOf(db) === 'sqlite' ? SQLITE : POSTGRES) await sql.raw(statement).execute(db);
}

const REMOVED = '–';
const SAME = 'is not distinct from';
const IS_SAME_SPAN = `new.id = old.id and new.contract_id = old.contract_id and new.service_id ${SAME} old.service_id
  and new.started_at = old.started_at and new.ended_at = old.ended_at and new.decided_by = old.decided_by
  and new.created_at = old.created_at`;
const IS_REVOKING = `old.revoked_at is null and new.revoked_at is not null and new.reason = old.reason
  and new.decided_by_name = old.decided_by_name and new.blanked_at ${SAME} old.blanked_at`;
const IS_BLANKING = `new.blanked_at is not null and new.reason = '${REMOVED}'
  and new.decided_by_name = '${REMOVED}' and new.revoked_at ${SAME} old.revoked_at and new.revoked_by ${SAME} old.revoked_by
  and coalesce(new.revoked_by_name, '${REMOVED}') = '${REMOVED}' and coalesce(new.revoke_reason, '${REMOVED}') = '${REMOVED}'`;
const EXCLUSION = `(${IS_SAME_SPAN}) and ((${IS_REVOKING}) or (${IS_BLANKING}))`;
/** Names become shorter, never anything else longer; the hash as it was frozen stands beside it. */
const BODY = `new.id = old.id and new.created_at = old.created_at and new.blanked_at is not null
  and length(new.evidence) <= length(old.evidence) and length(new.result) <= length(old.result)`;
const REVOKED = 'sla_exclusion may only be revoked or blanked';
const BLANKED = 'assessment_body is append-only, but for names that are removed';

const SQLITE = [
  `drop trigger sla_exclusion_only_revoked`,
  `create trigger sla_exclusion_only_revoked before update on sla_exclusion
    when not (${EXCLUSION}) begin select raise(abort, '${REVOKED}'); end`,
  `create trigger assessment_body_only_blanks before update on assessment_body
    when not (${BODY}) begin select raise(abort, '${BLANKED}'); end`,
  `create trigger assessment_body_no_delete before delete on assessment_body begin select raise(abort, '${BLANKED}'); end`,
];

const POSTGRES = [
  `create or replace function sla_exclusion_refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and ${EXCLUSION} then return new; end if;
      raise exception '${REVOKED}';
    end $$`,
  `create function assessment_body_refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and ${BODY} then return new; end if;
      raise exception '${BLANKED}';
    end $$`,
  `create trigger assessment_body_only_blanks before update or delete on assessment_body
    for each row execute function assessment_body_refuse_change()`,
  `create trigger assessment_body_no_truncate before truncate on assessment_body
    for each statement execute function assessment_body_refuse_change()`,
];
