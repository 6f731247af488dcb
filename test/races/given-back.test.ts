import { expect, test } from 'vitest';
import { releaseChecks } from '#commands/release-checks';
import { lockRows } from '#db/row-locks';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';

onEachDatabase('checks of several leases that are given back', (database) => {
  test('wait for whoever holds one of them without holding the others', async () => {
    const serviceId = await addService(database.db);
    const [first, second] = [
      await addCheck(database.db, serviceId, { leaseToken: 'b' }),
      await addCheck(database.db, serviceId, { leaseToken: 'a' }),
    ];
    const leases = [
      { checkId: first.id, leaseToken: 'b' },
      { checkId: second.id, leaseToken: 'a' },
    ];
    let given: Promise<void> | undefined;
    await database.db.transaction().execute(async (db) => {
      const hold = (id: string) =>
        lockRows(db, db.selectFrom('healthCheck').select('id').where('id', '=', id)).execute();
      await hold(first.id);
      given = releaseChecks(testContext(database.db, new TestClock()), { leases });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await hold(second.id);
    });
    await given;
    const held = database.db.selectFrom('healthCheck').select('id').where('leaseToken', 'is not', null);
    expect(await held.execute()).toEqual([]);
  });
});
