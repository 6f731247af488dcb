import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Who began it: the customer by asking, an operator by offering, or the terms by themselves.
    `alter table credit_request add column origin text not null default 'asked' check (origin in ('asked','offered','automatic'))`,

    // One step for many contracts: shown first, then confirmed once, then worked off item by item.
    `create table bulk_decision (
      id text primary key, incident_id text not null references incident(id),
      action text not null check (action in ('grant','decline','ask')), reason text not null,
      prepared_by text not null, prepared_by_name text not null, prepared_at int8 not null,
      confirmed_by text, confirmed_by_name text, confirmed_at int8, finished_at int8,
      check (finished_at is null or confirmed_at is not null))`,
    `create index bulk_decision_unfinished on bulk_decision (confirmed_at) where confirmed_at is not null and finished_at is null`,
    `create index bulk_decision_incident on bulk_decision (incident_id, prepared_at)`,
    `create table bulk_decision_item (
      bulk_id text not null references bulk_decision(id) on delete cascade, contract_id text not null references contract(id),
      window_start int8 not null, month text not null, organization_id text not null, service_ids text not null,
      unit text not null check (unit in ('days','percent','money')), currency text,
      planned_amount int8 not null, planned text not null check (planned in ('do','second','refuse')),
      state text not null check (state in ('waiting','done','refused')),
      outcome text check (outcome in ('granted','second','declined','asked')), done_amount int8, sentence text,
      request_nos text not null, attempt_count int8 not null, done_at int8,
      primary key (bulk_id, contract_id, window_start), check ((state = 'waiting') = (done_at is null)))`,
    `create index bulk_decision_item_waiting on bulk_decision_item (bulk_id, contract_id, window_start) where state = 'waiting'`,

    // What the terms give without being asked; due_at is null once it was done or found not to be.
    `create table automatic_credit (
      contract_id text not null references contract(id), window_start int8 not null, due_at int8,
      request_no int8, sentence text, attempt_count int8 not null, settled_at int8,
      primary key (contract_id, window_start))`,
    `create index automatic_credit_due on automatic_credit (due_at) where due_at is not null`,

    // The results of an assessment service by service, so that lists need not read whole bodies.
    `create table assessment_line (
      body_id text not null references assessment_body(id), service_id text not null references service(id),
      verdict text not null check (verdict in ('owed','not-owed','depends','not-covered')),
      unit text check (unit in ('days','percent','money')), amount int8 not null, currency text, lapses_at int8,
      primary key (body_id, service_id)) without rowid`,
    `create index sla_assessment_ended on sla_assessment (window_end, contract_id)
      where revision is not null and superseded_at is null`,
  ]);
}
