import type { Kysely } from 'kysely';
import { refuseChanges, runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // A plan was free text; now it is what a fee is paid for.
    `alter table contract rename column billing_plan to typed_plan`,
    `alter table contract add column billing_plan text check (billing_plan in ('monthly','yearly'))`,
    `update contract set billing_plan = case
      when lower(typed_plan) like '%year%' or lower(typed_plan) like '%annual%' then 'yearly'
      when lower(typed_plan) like '%month%' then 'monthly' end`,
    `alter table contract drop column typed_plan`,
    `alter table contract add column payment text check (payment in ('prepaid','postpaid'))`,
    // The day on which a billing month begins, where the contract's own differs from its policy's.
    `alter table contract add column billing_day int8 check (billing_day between 1 and 28)`,
    `alter table contract add column fee_per text not null default 'contract' check (fee_per in ('contract','seat'))`,
    // So many days before the provider's deadline the reseller wants the claim.
    `alter table contract add column reseller_days int8 check (reseller_days between 0 and 365)`,
    `alter table contract add column policy_choice text not null default 'stays' check (policy_choice in ('stays','follows'))`,
    // The customer's own name for it in an imported file: the same line twice makes one contract.
    `alter table contract add column import_key text`,
    `create unique index contract_import_key on contract (import_key) where import_key is not null`,
    // What holds from a day on; of two for one day the later written counts.
    `create table contract_change (
      id text primary key, contract_id text not null references contract(id), effective_on text not null,
      fee_minor int8, fee_per text not null check (fee_per in ('contract','seat')), seats int8, edition text,
      billing_plan text check (billing_plan in ('monthly','yearly')),
      at int8 not null, actor_name text not null, reason text not null)`,
    `create index contract_change_contract on contract_change (contract_id, effective_on)`,
    // Since when a provider's silence means something; the last success alone does not tell.
    `alter table feed_source add column first_success_at int8`,
    `update feed_source set first_success_at = last_success_at`,
    `alter table sla_policy add column author_name text`,
    `alter table sla_policy add column reason text`,
    `alter table sla_policy add column based_on text references sla_policy(id)`,
  ]);
  await refuseChanges(db, 'contract_change');
  await refuseChanges(db, 'sla_policy');
}
