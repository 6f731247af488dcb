import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connect } from '#db/connect';
import { onEachDatabase } from '#test/support/databases';

onEachDatabase('a connection that breaks between two statements of a transaction', (database) => {
  test.runIf(database.dialect === 'postgres')('fails that transaction and ends nothing else', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', note);
    const { db, close } = connect(database.url);
    try {
      const broken = db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
        // The end arrives while nothing is asked.
        await new Promise((resolve) => setTimeout(resolve, 200));
        await sql`select 1`.execute(tx);
      });
      await expect(broken).rejects.toThrow();
      expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
      expect(uncaught).toEqual([]);
    } finally {
      await close();
      process.off('uncaughtException', note);
    }
  });
});
