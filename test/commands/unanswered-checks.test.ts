import { beforeAll, beforeEach, expect, test } from 'vitest';
import { noteConnection } from '#commands/note-connection';
import { noteUnanswered } from '#commands/note-unanswered';
import { MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

onEachDatabase('operators are told of checks that never had a good answer', (database) => {
  const clock = new TestClock();
  const ctx = () => testContext(database.db, clock);
  let serviceId: string;

  const addFresh = async (name: string, columns: Readonly<Record<string, unknown>> = {}) =>
    (
      await addCheck(database.db, serviceId, {
        name,
        state: 'unknown',
        firstUpAt: null,
        lastSampleAt: null,
        ...columns,
      })
    ).id;
  const fail = async (...checkIds: string[]) => {
    for (const checkId of checkIds) await recordPlayed(ctx(), [{ checkId, at: clock.at, state: 'down' }]);
  };
  const mails = async () => {
    await noteUnanswered(ctx());
    const rows = await database.db.deleteFrom('delivery').where('channel', '=', 'mail').returning('message').execute();
    return rows.map(({ message }) => JSON.parse(message));
  };

  beforeAll(async () => {
    await addOperator(database.db, { email: 'operator@unanswered.example', roles: ['incidents'] });
  });

  beforeEach(async () => {
    clock.advance(24 * 60 * MINUTE_MS);
    await database.db.updateTable('healthCheck').set({ archivedAt: 1 }).execute();
    await database.db.deleteFrom('unansweredCheck').execute();
    await database.db.deleteFrom('setting').where('key', '=', 'connection-lost-since').execute();
    serviceId = await addService(database.db, { name: 'Shop' });
    await database.db.deleteFrom('delivery').execute();
  });

  test('once, after a quarter of an hour, with the service and the cause', async () => {
    const checkId = await addFresh('Home');
    expect(await mails()).toEqual([]);
    await fail(checkId);
    expect(await mails()).toEqual([]);
    clock.advance(15 * MINUTE_MS - 1);
    expect(await mails()).toEqual([]);
    clock.advance(1);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail.subject).toBe('The check “Home” has had no good answer yet');
    expect(mail.text).toMatch(/Shop, Home/);
    expect(mail.text).toContain(`/console/checks/${checkId}`);
    clock.advance(60 * MINUTE_MS);
    await fail(checkId);
    expect(await mails()).toEqual([]);
  });

  test('in one mail where there are several, of which it names twenty', async () => {
    const ids: string[] = [];
    for (let no = 1; no <= 23; no += 1) ids.push(await addFresh(`Page ${no}`));
    await fail(...ids);
    await mails();
    clock.advance(15 * MINUTE_MS);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail.subject).toBe('23 checks have had no good answer yet');
    expect(mail.text).toMatch(/Page 20\b/);
    expect(mail.text).not.toMatch(/Page 21\b/);
    expect(mail.text).toMatch(/and 3 more/);
  });

  test('not of one that answered meanwhile, is paused or deleted, nor of a job that has not called', async () => {
    const [good, paused, gone] = [await addFresh('A'), await addFresh('B'), await addFresh('C')];
    await fail(good, paused, gone, await addFresh('D', { kind: 'heartbeat' }));
    await mails();
    await recordPlayed(ctx(), [{ checkId: good, at: clock.at + 1, state: 'up' }]);
    await database.db.updateTable('healthCheck').set({ pausedAt: clock.at }).where('id', '=', paused).execute();
    await database.db.updateTable('healthCheck').set({ archivedAt: clock.at }).where('id', '=', gone).execute();
    clock.advance(20 * MINUTE_MS);
    expect(await mails()).toEqual([]);
    // What was paused begins anew.
    await database.db.updateTable('healthCheck').set({ pausedAt: null }).where('id', '=', paused).execute();
    await mails();
    clock.advance(15 * MINUTE_MS - 1);
    expect(await mails()).toEqual([]);
    clock.advance(1);
    expect(await mails()).toHaveLength(1);
  });

  test('not for the time in which we were cut off ourselves', async () => {
    await fail(await addFresh('Home'));
    await mails();
    clock.advance(14 * MINUTE_MS);
    await noteConnection(ctx(), 'lost');
    await database.db.deleteFrom('delivery').execute();
    clock.advance(60 * MINUTE_MS);
    expect(await mails()).toEqual([]);
    await noteConnection(ctx(), 'working');
    await database.db.deleteFrom('delivery').execute();
    expect(await mails()).toEqual([]);
    clock.advance(15 * MINUTE_MS);
    expect(await mails()).toHaveLength(1);
  });
});
