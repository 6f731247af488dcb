import { beforeEach, expect, test } from 'vitest';
import { alertOutage } from '#commands/alert-operators';
import { tellOutages } from '#commands/tell-outages';
import { MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addOutage, addService } from '#test/support/rows';

const WAIT_MS = 20_000;

onEachDatabase('telling operators of outages', (database) => {
  const clock = new TestClock('2026-11-22T12:00:00Z');
  const context = () => testContext(database.db, clock);
  let asked = 0;
  beforeEach(async () => {
    asked += 1;
    await database.db.deleteFrom('delivery').execute();
    await database.db.deleteFrom('outageAlert').execute();
    if (asked === 1) await addOperator(database.db, { email: 'grace@example.com', roles: ['incidents'] });
  });
  const mails = async () => {
    const rows = await database.db.selectFrom('delivery').select('message').orderBy('id').execute();
    return rows.map((row) => JSON.parse(row.message.replaceAll(/[\u00a0\u202f]/g, ' ')));
  };
  const subjects = async () => (await mails()).map(({ subject }) => subject);
  const fail = async (name: string, detail: string | null = null) => {
    const serviceId = await addService(database.db, { name });
    const check = await addCheck(database.db, serviceId, { lastDetail: detail });
    const startedAt = clock.at - 10 * MINUTE_MS;
    const outageId = await addOutage(database.db, serviceId, { source: 'measured', checkId: check.id, startedAt });
    await alertOutage(context(), { outageId, kind: 'started' });
    return outageId;
  };
  const recover = async (outageId: string) => {
    await database.db.updateTable('outage').set({ endedAt: clock.at }).where('id', '=', outageId).execute();
    await alertOutage(context(), { outageId, kind: 'ended' });
  };
  const tell = async () => {
    clock.advance(WAIT_MS);
    await tellOutages(context(), { waitMs: WAIT_MS });
  };

  test('one service that goes down and comes back is told with what the check saw, in one thread', async () => {
    const outageId = await fail('Gmail', 'It answered with status 503.');
    await tell();
    clock.advance(2 * MINUTE_MS - WAIT_MS);
    await recover(outageId);
    await tell();
    expect(await subjects()).toEqual(['Gmail is down since 11:50 UTC', 'Gmail works again']);
    const [down, back] = await mails();
    expect(down.text).toContain('It answered with status 503.');
    expect(back.text).toContain('after 12 min');
    expect(down.thread).toBe(back.thread);
  });

  test('an event that takes many services is one mail when it begins and one when it is over', async () => {
    const outages: string[] = [];
    for (const name of ['Gmail', 'Calendar', 'Drive', 'Meet']) {
      outages.push(await fail(name));
      clock.advance(2_000);
      await tellOutages(context(), { waitMs: WAIT_MS });
    }
    await tell();
    for (const outageId of outages) await recover(outageId);
    await tell();
    expect(await subjects()).toEqual(['Outages: Gmail, Calendar and 2 more', '4 services work again']);
    const [begun] = await mails();
    for (const name of ['Gmail', 'Calendar', 'Drive', 'Meet']) expect(begun.text).toContain(name);
  });

  test('what is over before it could be told is told once, as over', async () => {
    const outageId = await fail('Gmail');
    clock.advance(5_000);
    await recover(outageId);
    await tell();
    expect(await subjects()).toEqual(['Gmail works again']);
  });

  test('is done once by several processes, and only after the event had time to show itself', async () => {
    await fail('Gmail');
    await tellOutages(context(), { waitMs: WAIT_MS });
    expect(await subjects()).toEqual([]);
    clock.advance(WAIT_MS);
    await Promise.all([1, 2, 3].map(() => tellOutages(context(), { waitMs: WAIT_MS })));
    expect(await subjects()).toHaveLength(1);
  });
});
