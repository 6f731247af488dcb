import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '#db/migrations/index';
import { DIALECTS } from '#test/support/databases';
import { openEmpty } from '#test/support/empty-database';

const terms = (credit: object) => JSON.stringify({ credit, cap: null, maintenance: { maximumHoursPerYear: null } });
const owed = (currency: string) =>
  JSON.stringify({ assessment: { total: { credit: { unit: 'money', amount: 5, currency } } }, lines: [] });

/** A contract whose own version pays days and follows one in euros, one claim granted in euros and one never answered. */
const BEFORE = [
  sql`insert into service (id, slug, names, descriptions, visibility, incident_mode, hold_minutes, position, created_at) values ('s', 's', '{}', '{}', 'public', 'publish', 0, 1, 1)`,
  sql`insert into sla_policy (id, key, version, effective_from, name, terms, created_at) values
    ('p1', 'p', 1, '2020-01-01', 'P', ${terms({ unit: 'money', currency: 'USD', minimum: null })}, 1),
    ('p2', 'p', 2, '2021-01-01', 'P', ${terms({ unit: 'money', currency: 'EUR', minimum: null })}, 1),
    ('q1', 'q', 1, '2020-01-01', 'Q', ${terms({ unit: 'multiple', minimum: null })}, 1)`,
  sql`insert into contract (id, organization_id, direction, counterparty, policy_id, starts_at, created_at) values
    ('c', 'o', 'we-owe', 'G', 'p1', 1, 1), ('m', 'o', 'we-owe', 'G', 'q1', 1, 1)`,
  sql`insert into sla_assessment (id, contract_id, window_start, window_end, policy_id, computed_at, evidence, result, revision) values
    ('a1', 'c', 1, 2, 'p1', 1, '{}', '{}', null), ('a2', 'c', 3, 4, 'p1', 1, '{}', ${owed('EUR')}, null),
    ('a3', 'c', 5, 6, 'p1', 1, '{}', '{}', null), ('a4', 'm', 1, 2, 'q1', 1, '{}', '{}', 1), ('a5', 'c', 1, 2, 'p1', 1, '{}', '{}', 1)`,
  ...[1, 2, 3].map(
    (
      no,
    ) => sql`insert into credit_request (id, no, organization_id, contract_id, window_start, window_end, assessment_id, stage, note, asked_by, asked_at, unit, updated_at, granted_amount)
      values (${`r${no}`}, ${no}, 'o', 'c', ${2 * no - 1}, ${2 * no}, ${`a${no}`}, ${no === 1 ? 'approved' : 'submitted'}, 'n', 'u', 3, 'money', 4, ${no === 1 ? 5 : null})`,
  ),
  sql`insert into credit_window (contract_id, window_start, unit, granted_amount, cap_amount, version) values ('c', 1, 'money', 5, null, 1)`,
  sql`insert into credit_entry (id, contract_id, organization_id, direction, unit, currency, kind, amount, window_start, request_id, at, seq, hash)
    values ('e', 'c', 'o', 'we-owe', 'money', 'EUR', 'grant', 5, 1, 'r1', 4, 1, 'h')`,
];

for (const dialect of DIALECTS) {
  test(`currencies are set right from what the ledger and the claims know, and nothing else is touched (${dialect})`, async () => {
    const { connection, drop } = await openEmpty(dialect, 'fee_record_migration');
    try {
      const { db } = connection;
      const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
      expect((await migrator.migrateTo('0015-corrections')).error).toBeUndefined();
      for (const statement of BEFORE) await statement.execute(db);
      expect((await migrator.migrateTo('0016-fee-credits')).error).toBeUndefined();
      const requests = () => db.selectFrom('creditRequest').selectAll().orderBy('no').execute();
      const before = await requests();
      expect(before.map(({ currency }) => currency)).toEqual(['USD', 'USD', 'USD']);
      expect((await migrator.migrateTo('0029-fee-record')).error).toBeUndefined();
      const after = await requests();
      expect(after.map(({ currency }) => currency)).toEqual(['EUR', 'EUR', 'USD']);
      const decided = ({ currency: _, ...rest }: (typeof before)[number]) => rest;
      expect(after.map(decided)).toEqual(before.map(decided));
      const [window] = await db.selectFrom('creditWindow').selectAll().execute();
      expect(window).toMatchObject({ currency: 'EUR', grantedAmount: 5, version: 1 });
      const changes = await db
        .selectFrom('evidenceChange')
        .select(['contractId', 'startedAt', 'endedAt', 'dueAt'])
        .execute();
      expect(changes).toEqual([{ contractId: 'm', startedAt: 0, endedAt: null, dueAt: 0 }]);
    } finally {
      await drop();
    }
  });
}
