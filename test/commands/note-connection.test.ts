import { expect, test } from 'vitest';
import { noteConnection } from '#commands/note-connection';
import { MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';

onEachDatabase('operator alerts', (database) => {
  const clock = new TestClock('2026-11-22T12:00:00Z');
  const context = () => testContext(database.db, clock);
  const subjects = async () => {
    const rows = await database.db.selectFrom('delivery').select('message').orderBy('id').execute();
    return rows.map((row) => JSON.parse(row.message).subject.replaceAll(/[\u00a0\u202f]/g, ' '));
  };

  test('a lost connection is told once, by one of two processes, and once when it is back', async () => {
    await addOperator(database.db, { email: 'grace@example.com', roles: ['incidents'] });
    await noteConnection(context(), 'working');
    expect(await subjects()).toEqual([]);
    await Promise.all([noteConnection(context(), 'lost'), noteConnection(context(), 'lost')]);
    clock.advance(5 * MINUTE_MS);
    await noteConnection(context(), 'lost');
    await Promise.all([noteConnection(context(), 'working'), noteConnection(context(), 'working')]);
    expect(await subjects()).toEqual(['Our own connection is lost', 'Our own connection is back']);
    await noteConnection(context(), 'lost');
    expect(await subjects()).toHaveLength(3);
    await noteConnection(context(), 'working');
  });

  test('it was lost since the last good answer, whenever that was noticed', async () => {
    const { id } = await addCheck(database.db, await addService(database.db), { lastUpAt: clock.at - 7 * MINUTE_MS });
    const job = { kind: 'heartbeat', lastUpAt: clock.at - MINUTE_MS };
    await addCheck(database.db, await addService(database.db), job);
    await noteConnection(context(), 'lost');
    clock.advance(MINUTE_MS);
    await noteConnection(context(), 'working');
    const spans = await database.db.selectFrom('listeningSpan').selectAll().orderBy('id', 'desc').limit(1).execute();
    expect(spans).toMatchObject([{ kind: 'cut-off', startedAt: clock.at - 8 * MINUTE_MS, seenAt: clock.at }]);
    await database.db.updateTable('healthCheck').set({ archivedAt: 1 }).where('id', '=', id).execute();
  });
});
