import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTransaction } from '#commands/context';
import { lockOutageChanges } from '#commands/lock-outage-changes';
import { publishHeldIncidents } from '#commands/publish-held-incidents';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addService } from '#test/support/rows';

onEachDatabase('publishing what was held back', (database) => {
  test('waits for whoever is changing incidents, so that nobody writes it back to unpublished', async () => {
    const ctx = testContext(database.db, new TestClock('2026-11-10T09:00:00Z'));
    const publishAt = ctx.now() - 1;
    const id = await addIncident(database.db, [await addService(database.db)], { publishedAt: null, publishAt });
    let publishing: Promise<string[]> | undefined;
    await inTransaction(ctx, async (tx) => {
      await lockOutageChanges(tx);
      publishing = publishHeldIncidents(ctx);
      await sleep(300);
      const row = await tx.db.selectFrom('incident').select('publishedAt').where('id', '=', id).executeTakeFirst();
      expect(row?.publishedAt).toBeNull();
    });
    expect(await publishing).toEqual([id]);
    expect(await publishHeldIncidents(ctx)).toEqual([]);
  });
});
