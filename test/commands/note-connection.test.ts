import { expect, test } from 'vitest';
import { alertOutage } from '#commands/alert-operators';
import { noteConnection } from '#commands/note-connection';
import { MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addOutage, addService } from '#test/support/rows';

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
  });

  test('a service that goes down and comes back is told with what the check saw, in one thread', async () => {
    await database.db.deleteFrom('delivery').execute();
    const serviceId = await addService(database.db, { name: 'Gmail' });
    const check = await addCheck(database.db, serviceId, { lastDetail: 'It answered with status 503.' });
    const startedAt = Date.parse('2026-11-22T11:50:00Z');
    const outageId = await addOutage(database.db, serviceId, { source: 'measured', checkId: check.id, startedAt });
    await alertOutage(context(), { outageId, kind: 'outage-started' });
    await database.db
      .updateTable('outage')
      .set({ endedAt: startedAt + 12 * MINUTE_MS })
      .execute();
    await alertOutage(context(), { outageId, kind: 'outage-ended' });
    expect(await subjects()).toEqual(['Gmail is down since 11:50 UTC', 'Gmail works again']);
    const rows = await database.db.selectFrom('delivery').select('message').orderBy('id').execute();
    const [down, back] = rows.map((row) => JSON.parse(row.message));
    expect(down.text).toContain('It answered with status 503.');
    expect(back.text).toContain('after 12\u202fmin');
    expect(down.thread).toBe(back.thread);
  });
});
