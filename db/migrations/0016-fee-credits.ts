import { type Kysely, sql } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // Set where the unit is money alone.
    `alter table credit_request add column currency text`,
    `alter table credit_window add column currency text`,
    `alter table credit_proposal add column currency text`,
    // Credits of a window that stand in another unit than its terms pay in by now; operators were told of this one.
    `create table credit_unit_change (
      contract_id text not null references contract (id),
      window_start int8 not null,
      unit text not null check (unit in ('days', 'percent', 'money')),
      currency text,
      at int8 not null,
      primary key (contract_id, window_start)
    )`,
  ]);
  await nameCurrencies(db);
}

/** Until now money came from terms that name a fixed sum and its currency. */
async function nameCurrencies(db: Kysely<unknown>): Promise<void> {
  const policies = await sql<{ id: string; terms: string }>`select id, terms from sla_policy`.execute(db);
  for (const { id, terms } of policies.rows) {
    const currency: unknown = JSON.parse(terms).credit?.currency;
    if (typeof currency !== 'string') continue;
    for (const table of ['credit_request', 'credit_window', 'credit_proposal'].map((name) => sql.table(name))) {
      await sql`
        update ${table} set currency = ${currency}
        where unit = 'money' and contract_id in (select id from contract where policy_id = ${id})`.execute(db);
    }
  }
}
