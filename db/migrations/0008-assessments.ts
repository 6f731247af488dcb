import type { Kysely } from 'kysely';
import { refuseChanges, runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // What an assessment rests on and what it gives; contracts of the same terms and services share one.
    `create table assessment_body (id text primary key, evidence text not null, result text not null, created_at int8 not null)`,
    // Null in the copy that is kept with a claim; from 1 on in the assessments of a closed window.
    `alter table sla_assessment add column revision int8`,
    `alter table sla_assessment add column body_id text references assessment_body(id)`,
    // SHA-256 of the canonical JSON of the evidence.
    `alter table sla_assessment add column evidence_hash text`,
    `alter table sla_assessment add column cause text`,
    `alter table sla_assessment add column superseded_at int8`,
    // When the window was last assessed again with the same result, and why.
    `alter table sla_assessment add column confirmed_at int8`,
    `alter table sla_assessment add column confirmed_cause text`,
    `create unique index sla_assessment_current on sla_assessment (contract_id, window_start)
      where revision is not null and superseded_at is null`,
    `create unique index sla_assessment_revision on sla_assessment (contract_id, window_start, revision)
      where revision is not null`,

    // The next window of each contract to be frozen; due_at is null while there is none.
    `create table assessment_plan (
      contract_id text primary key references contract(id), window_start int8, due_at int8)`,
    `create index assessment_plan_due on assessment_plan (due_at) where due_at is not null`,
    // A change to what frozen windows may rest on, until all of them have been assessed again; at_contract is how far that is.
    `create table evidence_change (
      id text primary key, service_id text references service(id), contract_id text references contract(id),
      started_at int8 not null, ended_at int8, cause text not null, at int8 not null, at_contract text,
      check (service_id is not null or contract_id is not null))`,
    `create index contract_service_service on contract_service (service_id, contract_id)`,
    `create table work_lease (name text primary key, token text not null, lease_until int8 not null)`,

    `create table credit_proposal (
      id text primary key, contract_id text not null references contract(id), organization_id text not null,
      window_start int8 not null, service_id text not null references service(id),
      request_id text not null references credit_request(id), assessment_id text not null references sla_assessment(id),
      kind text not null check (kind in ('top-up','reversal')), unit text not null check (unit in ('days','percent','money')),
      credited_amount int8 not null, target_amount int8 not null, at int8 not null,
      stage text not null check (stage in ('open','accepted','dismissed','overtaken')),
      decided_at int8, decided_by text, decided_by_name text, reason text,
      check (credited_amount > 0), check (target_amount >= 0), check (credited_amount <> target_amount))`,
    `create unique index credit_proposal_open on credit_proposal (contract_id, window_start, service_id) where stage = 'open'`,
    `create index credit_proposal_window on credit_proposal (contract_id, window_start)`,
    `create index credit_proposal_stage on credit_proposal (stage, at)`,
  ]);
  await refuseChanges(db, 'assessment_body');
}
