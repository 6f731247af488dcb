import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrateToLatest } from '#db/migrate';
import { DIALECTS, onEachDatabase, openDatabase } from '#test/support/databases';
import { schemaSnapshot } from '#test/support/schema-snapshot';

onEachDatabase('migrations', (database) => {
  test('the migrated schema is the one on record', async () => {
    await expect(await schemaSnapshot(database.connection)).toMatchFileSnapshot(
      `../snapshots/schema.${database.dialect}.txt`,
    );
  });

  test('a second run changes nothing', async () => {
    expect(await migrateToLatest(database.connection, database.url)).toEqual({ applied: [] });
  });

  test('append-only tables refuse UPDATE and DELETE', async () => {
    await sql`insert into audit_entry values ('a', 1, 'cli', null, null, 'do', 'thing', '1', '{}')`.execute(
      database.db,
    );
    await expect(sql`update audit_entry set action = 'undo'`.execute(database.db)).rejects.toThrow(/append-only/);
    await expect(sql`delete from audit_entry`.execute(database.db)).rejects.toThrow(/append-only/);
  });
});

for (const dialect of DIALECTS) {
  test(`a schema newer than the code is refused with a sentence (${dialect})`, async () => {
    const opened = await openDatabase(dialect);
    try {
      await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '2030')`.execute(
        opened.connection.db,
      );
      await expect(migrateToLatest(opened.connection, opened.url)).rejects.toThrow(/newer version of Outage Ledger/);
    } finally {
      await opened.drop();
    }
  });
}
