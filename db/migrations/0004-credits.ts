import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    `alter table credit_request add column asked_by_name text not null default ''`,
    `alter table credit_request add column decided_by_name text`,
    // The language the claim was written in; its answer is sent in the same.
    `alter table credit_request add column lang text not null default 'en' check (lang in ('en','fr'))`,
    // The first instant at which it can no longer be asked; null where the terms set no limit.
    `alter table credit_request add column lapses_at int8`,
    // What the decider gave, before the cap; what was credited stands in the ledger.
    `alter table credit_request_item add column decided_amount int8`,
    `alter table credit_entry add column reverses_id text references credit_entry(id)`,
    // The invoice or term an application goes to.
    `alter table credit_entry add column reference text`,
    // Sent along with a form, so that a form sent twice writes once.
    `alter table credit_entry add column once_key text`,
    `create unique index credit_entry_one_reversal on credit_entry (reverses_id) where reverses_id is not null`,
    `create unique index credit_entry_once on credit_entry (once_key) where once_key is not null`,
    `create index credit_entry_request on credit_entry (request_id)`,
    `create index credit_entry_organization on credit_entry (organization_id, at)`,
    `create index credit_request_contract on credit_request (contract_id, window_start)`,
  ]);
}
