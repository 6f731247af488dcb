import { beforeEach, expect, test } from 'vitest';
import { noteLongStop, noteTimeLost } from '#commands/note-time-lost';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';

onEachDatabase('operators are told of lost time', (database) => {
  const clock = new TestClock();
  const ctx = () => testContext(database.db, clock);
  const subjects = async () =>
    (await database.db.selectFrom('delivery').select('message').where('channel', '=', 'mail').execute()).map(
      ({ message }) => JSON.parse(message).subject,
    );

  beforeEach(async () => {
    clock.advance(24 * HOUR_MS);
    await database.db.deleteFrom('delivery').execute();
    await database.db.updateTable('healthCheck').set({ archivedAt: 1 }).execute();
  });

  test('once, however many processes notice it', async () => {
    await addOperator(database.db, { email: `${database.dialect}@example.com`, roles: ['incidents'] });
    const lost = { cause: 'stood-still', since: clock.at - MINUTE_MS, until: clock.at } as const;
    await noteTimeLost(ctx(), lost);
    await noteTimeLost(ctx(), lost);
    expect(await subjects()).toEqual(['For a while nothing was measured']);
  });

  test('when nobody ran the checks for long, and not when they are only asked seldom', async () => {
    const serviceId = await addService(database.db);
    const seldom = { intervalMs: 24 * HOUR_MS, lastSampleAt: clock.at - 20 * HOUR_MS };
    await addCheck(database.db, serviceId, seldom);
    await noteLongStop(ctx());
    expect(await subjects()).toEqual([]);
    await addCheck(database.db, serviceId, { intervalMs: MINUTE_MS, lastSampleAt: clock.at - 2 * HOUR_MS });
    await noteLongStop(ctx());
    expect(await subjects()).toHaveLength(1);
    clock.advance(2 * HOUR_MS);
    await addCheck(database.db, serviceId, { intervalMs: MINUTE_MS, lastSampleAt: clock.at - MINUTE_MS });
    await noteLongStop(ctx());
    expect(await subjects()).toHaveLength(1);
  });
});
