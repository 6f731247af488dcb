import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connect } from '#db/connect';
import { onEachDatabase } from '#test/support/databases';

onEachDatabase('a transaction that breaks', (database) => {
  test.runIf(database.dialect === 'postgres')(
    'because its connection ends between two statements fails, and ends nothing else',
    async () => {
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
    },
  );

  test.runIf(database.dialect === 'sqlite')('on a disk without room fails for that reason', async () => {
    const { db, close } = connect(database.url);
    try {
      await sql`pragma max_page_count = 1`.execute(db);
      const filling = db.transaction().execute(async (tx) => {
        for (let no = 0; no < 10_000; no += 1)
          await sql`insert into counter (scope, version) values (${`full-${no}-${'x'.repeat(500)}`}, 1)`.execute(tx);
      });
      await expect(filling).rejects.toMatchObject({ code: 'SQLITE_FULL' });
      const kept = await sql<{ kept: number }>`select count(*) as kept from counter where scope like 'full-%'`.execute(
        db,
      );
      expect(kept.rows).toEqual([{ kept: 0 }]);
    } finally {
      await close();
    }
  });
});
