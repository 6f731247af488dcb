import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import type { Connection } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { MIGRATIONS } from '#db/migrations/index';
import { listAuditLines } from '#db/queries/audit';
import { findChainHead } from '#db/queries/credit-chain';
import { listEntries } from '#db/queries/ledger';
import { DIALECTS, openEmptyDatabase } from '#test/support/databases';
import { verifyLedger } from '../../src/cli/verify-ledger.ts';

const OLD_ROWS = [
  `insert into sla_policy (id, key, version, effective_from, name, terms, created_at)
    values ('p', 'p', 1, '2020-01-01', 'P', '{"window":{"zone":"UTC"}}', 1)`,
  `insert into contract (id, organization_id, direction, counterparty, policy_id, starts_at, created_at)
    values ('a', 'org-a', 'we-owe', 'A', 'p', 1, 1), ('b', 'org-b', 'we-owe', 'B', 'p', 1, 1)`,
  `insert into credit_entry (id, contract_id, organization_id, direction, unit, kind, amount, at, actor_name, reason, reverses_id)
    values ('2', 'a', 'org-a', 'we-owe', 'days', 'grant', 3, 100, 'Ada', 'as owed', null),
           ('1', 'a', 'org-a', 'we-owe', 'days', 'grant', 7, 100, 'Ada', 'as owed', null),
           ('9', 'b', 'org-b', 'we-owe', 'days', 'grant', 1, 50, 'Ben', 'as owed', null),
           ('3', 'a', 'org-a', 'we-owe', 'days', 'reversal', -3, 200, 'Ada', 'twice', '2')`,
  `insert into audit_entry (id, at, actor_kind, actor_id, actor_name, organization_id, action, subject_kind, subject_id, detail)
    values ('x', 5, 'operator', 'u', 'Ada', 'org-a', 'invite-member', 'member', 'm', '{"email":"ben@b.test","role":"admin"}')`,
];

for (const dialect of DIALECTS) {
  test(`entries written before there was a chain are chained by time and id, and names are kept apart (${dialect})`, async () => {
    const opened = await openEmptyDatabase(dialect);
    try {
      const { connection, url } = opened;
      await migrateBefore(connection, '0010-chain');
      for (const statement of OLD_ROWS) await sql.raw(statement).execute(connection.db);
      await migrateToLatest(connection, url);
      const entries = await listEntries(connection.db, 'every-organization', { limit: 9, contractId: 'a' });
      expect(entries.map(({ seq, id, actorName, reason }) => [seq, id, actorName, reason])).toEqual([
        [3, '3', 'Ada', 'twice'],
        [2, '2', 'Ada', 'as owed'],
        [1, '1', 'Ada', 'as owed'],
      ]);
      expect((await findChainHead(connection.db, 'a'))?.seq).toBe(3);
      expect(await verifyLedger(connection.db, {})).toMatchObject({ contracts: 2, entries: 4, breaks: [] });
      const { lines } = await listAuditLines(connection.db, {});
      expect(lines).toMatchObject([{ actorName: 'Ada', detail: { email: 'ben@b.test', role: 'admin' } }]);
      const { rows } = await sql<{ detail: string }>`select detail from audit_entry`.execute(connection.db);
      expect(rows).toEqual([{ detail: '{"role":"admin"}' }]);
      for (const table of ['credit_entry', 'audit_entry']) {
        await expect(sql`update ${sql.table(table)} set at = 1`.execute(connection.db)).rejects.toThrow(/append-only/);
        await expect(sql`delete from ${sql.table(table)}`.execute(connection.db)).rejects.toThrow(/append-only/);
      }
    } finally {
      await opened.drop();
    }
  });

  test(`names can be removed once, and neither rewritten nor deleted with their row (${dialect})`, async () => {
    const opened = await openEmptyDatabase(dialect);
    try {
      const { db } = opened.connection;
      await migrateToLatest(opened.connection, opened.url);
      await sql`insert into personal_text (entry_id, salt, name, body, written_at) values ('1', 's', 'Ada', 'why', 5)`.execute(
        db,
      );
      const refused = [
        sql`update personal_text set name = 'Ben'`,
        sql`update personal_text set salt = null, name = null, body = null`,
        sql`update personal_text set salt = null, name = null, body = null, blanked_at = 9, written_at = 1`,
        sql`delete from personal_text`,
      ];
      for (const attempt of refused) await expect(attempt.execute(db)).rejects.toThrow(/may only be blanked/);
      const blank = sql`update personal_text set salt = null, name = null, body = null, blanked_at = 9`;
      await blank.execute(db);
      await expect(blank.execute(db)).rejects.toThrow(/may only be blanked/);
      await expect(sql`update personal_text set name = 'Eve'`.execute(db)).rejects.toThrow();
    } finally {
      await opened.drop();
    }
  });
}

async function migrateBefore({ db }: Connection, name: string): Promise<void> {
  const earlier = Object.fromEntries(Object.entries(MIGRATIONS).filter(([one]) => one < name));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => earlier } }).migrateToLatest();
  if (error) throw error;
}
