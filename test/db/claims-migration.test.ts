import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '#db/migrations/index';
import { DIALECTS } from '#test/support/databases';
import { openEmpty } from '#test/support/empty-database';

const CLAIMS = [
  sql`insert into service (id, slug, names, descriptions, visibility, incident_mode, hold_minutes, position, created_at) values ('s', 's', '{}', '{}', 'public', 'publish', 0, 1, 1)`,
  sql`insert into sla_policy values ('p', 'p', 1, '2020-01-01', 'P', '{}', 1)`,
  sql`insert into contract (id, organization_id, direction, counterparty, policy_id, starts_at, created_at) values ('c', 'o', 'owed-to-us', 'G', 'p', 1, 1)`,
  sql`insert into sla_assessment (id, contract_id, window_start, window_end, policy_id, computed_at, evidence, result) values ('a', 'c', 1, 2, 'p', 1, '{}', '{}')`,
  sql`insert into credit_request (id, no, organization_id, contract_id, window_start, window_end, assessment_id, stage, note, asked_by, asked_at, decided_by, decided_by_name, decided_at, decision_reason, granted_amount, unit, updated_at, lapses_at)
    values ('r', 7, 'o', 'c', 1, 2, 'a', 'approved', 'n', 'u', 3, 'd', 'Dora', 4, 'because', 3, 'days', 4, 99)`,
  sql`insert into credit_request_item (id, request_id, contract_id, service_id, window_start, asked_amount) values ('i', 'r', 'c', 's', 1, 3)`,
  sql`insert into credit_entry (id, contract_id, organization_id, direction, unit, kind, amount, item_id, request_id, at, actor_name, reason)
    values ('e', 'c', 'o', 'owed-to-us', 'days', 'grant', 3, 'i', 'r', 4, 'Dora', 'because')`,
];

for (const dialect of DIALECTS) {
  test(`claims that were made before keep their rows, references and answers (${dialect})`, async () => {
    const { connection, drop } = await openEmpty(dialect, 'claims_migration');
    try {
      const { db } = connection;
      const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
      expect((await migrator.migrateTo('0006-feeds')).error).toBeUndefined();
      for (const statement of CLAIMS) await statement.execute(db);
      expect((await migrator.migrateToLatest()).error).toBeUndefined();

      const request = await db.selectFrom('creditRequest').selectAll().executeTakeFirstOrThrow();
      expect(request).toMatchObject({ id: 'r', no: 7, stage: 'approved', direction: 'owed-to-us', submittedAt: 3 });
      expect(request).toMatchObject({ firstLapsesAt: 99, lapsesAt: 99, dueAt: null, lang: 'en' });
      const decision = await db.selectFrom('creditDecision').selectAll().executeTakeFirstOrThrow();
      expect(decision).toMatchObject({ requestId: 'r', state: 'made', sumAmount: 3, firstByName: 'Dora' });
      await db.updateTable('creditRequest').set({ stage: 'credited' }).execute();
      await expect(db.deleteFrom('creditRequest').execute()).rejects.toThrow(/foreign key/i);
      const orphan = { requestId: 'nowhere', contractId: 'c', serviceId: 's', windowStart: 5, askedAmount: 1 };
      await expect(
        db
          .insertInto('creditRequestItem')
          .values({ id: 'x', ...orphan })
          .execute(),
      ).rejects.toThrow(/foreign key/i);
      const stage = sql`update credit_request set stage = 'draft'`;
      await expect(stage.execute(db)).rejects.toThrow(/check/i);
    } finally {
      await drop();
    }
  });
}
