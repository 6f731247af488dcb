import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction } from '#commands/context';
import type { Db } from '#db/connect';
import { runAssessments } from '#test/support/assessments';
import { askFor, grant } from '#test/support/claim-scene';
import { addCorrectionScene, correctTo, proposalsOf } from '#test/support/correction-scene';
import { onEachDatabase } from '#test/support/databases';

/** Asks over and over until somebody waits for a lock or the work is done. */
async function untilWaiting(db: Db, isDone: () => boolean): Promise<void> {
  for (;;) {
    if (isDone()) return;
    const { rows } =
      await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db,
      );
    if (rows.length > 0) return;
  }
}

onEachDatabase('a correction that meets other work', (database) => {
  // SQLite has one writer at a time: nothing can be read there beside a grant that is not written yet.
  test.runIf(database.dialect === 'postgres')(
    'waits for a grant that is being written, and proposes what it changes',
    async () => {
      const scene = await addCorrectionScene(database.db, [10]);
      const claim = await askFor(scene);
      const gate = Promise.withResolvers<void>();
      const decided = Promise.withResolvers<void>();
      const granting = inTransaction(scene.operator, async (tx) => {
        await grant(scene, claim, { ctx: tx });
        decided.resolve();
        await gate.promise;
      });
      await decided.promise;
      await correctTo(scene, 0, 1);
      let isDone = false;
      const assessing = runAssessments(scene.db, scene.clock).finally(() => {
        isDone = true;
      });
      await untilWaiting(scene.db, () => isDone);
      gate.resolve();
      await Promise.all([granting, assessing]);
      expect(await proposalsOf(scene)).toMatchObject([{ kind: 'reversal', creditedAmount: 7, targetAmount: 3 }]);
    },
  );
});
