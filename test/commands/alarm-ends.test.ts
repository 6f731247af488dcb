import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { inTransaction } from '#commands/context';
import { setDependencies } from '#commands/set-dependencies';
import { settleMeasuredOutage } from '#commands/settle-measured-outage';
import { tellOutages } from '#commands/tell-outages';
import { listOutages } from '#db/queries/outages';
import { MINUTE_MS, SECOND_MS } from '#domain/time';
import { addAlarmScene, FAST_CHECK, passTime } from '#test/support/alarm-scene';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const STEP = 10 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('the last that operators hear of an outage', (database) => {
  let clock: TestClock;
  let serviceId: string;
  let hard: string;
  let soft: string;

  beforeEach(async () => {
    clock = new TestClock(T);
    const { db } = database;
    ({ serviceId, hard, soft } = await addAlarmScene(db));
    await addOperator(db, { email: `${ctx().newId()}@example.com`, roles: ['incidents'] });
    await db.deleteFrom('delivery').execute();
  });

  const ctx = () => testContext(database.db, clock);
  const see = async (state: 'up' | 'down', ...checkIds: string[]) => {
    await recordPlayed(
      ctx(),
      checkIds.map((checkId) => ({ checkId, at: clock.at, state })),
    );
    clock.advance(STEP);
  };
  const mails = async () => {
    await tellOutages(ctx(), { waitMs: 1 });
    const rows = await database.db.deleteFrom('delivery').returning('message').execute();
    return [...new Set(rows.map(({ message }): string => JSON.parse(message).subject))];
  };
  const pass = (ms: number) => passTime(ctx(), { clock, ms });
  const need = async () => {
    const login = await addService(database.db, { name: 'Login', flapMs: 0 });
    await setDependencies(ctx(), { serviceId, needsIds: [login] });
    return (await addCheck(database.db, login, FAST_CHECK)).id;
  };

  test('the second of a flapping that was told and then explained is told as over', async () => {
    const cause = await need();
    await see('up', hard, cause);
    await see('down', hard);
    await see('up', hard);
    await mails();
    await see('down', hard);
    expect(await mails()).toEqual([expect.stringMatching(/^Shop is down/)]);
    await see('down', cause);
    await mails();
    await see('up', hard, cause);
    const heard = await mails();
    await pass(10 * MINUTE_MS);
    heard.push(...(await mails()));
    await pass(10 * MINUTE_MS);
    heard.push(...(await mails()));
    expect(heard.join()).toMatch(/Shop works/);
  });

  test('what was told, and explained before it could be told that it got worse, is told as over', async () => {
    const cause = await need();
    await see('up', hard, soft, cause);
    await see('down', soft);
    expect(await mails()).toEqual([expect.stringMatching(/^Shop is degraded/)]);
    await see('down', hard);
    await see('down', cause);
    const heard = await mails();
    await see('up', hard, soft, cause);
    heard.push(...(await mails()));
    await pass(10 * MINUTE_MS);
    heard.push(...(await mails()));
    expect(heard.join()).toMatch(/Shop works|2 services work/);
  });

  test('what was told, and taken back before it could be told that it got worse, is told as taken back', async () => {
    await see('up', hard, soft);
    await see('down', soft);
    expect(await mails()).toEqual([expect.stringMatching(/^Shop is degraded/)]);
    await see('down', hard);
    await database.db.updateTable('checkSpan').set({ takenBackAt: clock.at }).execute();
    await inTransaction(ctx(), (tx) => settleMeasuredOutage(tx, { serviceId, since: T, ownFault: true }));
    expect(await listOutages(database.db, [serviceId], EVER)).toEqual([]);
    clock.advance(STEP);
    expect(await mails()).toEqual(['Shop: the outage is taken back']);
  });

  test('what was ours to be down is not told as down, when only that was a mistake', async () => {
    const mistake = async () => {
      const spans = database.db.updateTable('checkSpan').set({ takenBackAt: clock.at, endedAt: clock.at });
      await spans.where('checkId', '=', hard).execute();
      await inTransaction(ctx(), (tx) => settleMeasuredOutage(tx, { serviceId, since: T, ownFault: true }));
      clock.advance(STEP);
    };
    await see('up', hard, soft);
    await see('down', soft);
    await see('down', hard);
    await mistake();
    expect(await listOutages(database.db, [serviceId], EVER)).toMatchObject([{ state: 'degraded', endedAt: null }]);
    expect(await mails()).toEqual([expect.stringMatching(/^Shop is degraded/)]);
    await see('up', hard);
    await see('down', hard);
    await mistake();
    expect(await mails()).toEqual([]);
    await see('up', hard);
    await see('down', hard);
    expect(await mails()).toEqual([expect.stringMatching(/^Shop is down/)]);
  });

  test('what comes back and is over before the mail is written is not said to last', async () => {
    await see('up', hard);
    await see('down', hard);
    await mails();
    await see('up', hard);
    await mails();
    await see('down', hard);
    await see('up', hard);
    expect(await mails()).toEqual(['Shop comes and goes']);
    await pass(10 * MINUTE_MS);
    clock.advance(STEP);
    expect(await mails()).toEqual(['Shop works again']);
  });

  const uncount = async () => {
    const { db } = database;
    await db
      .updateTable('service')
      .set({ downWhen: 'all', otherwise: 'nothing' })
      .where('id', '=', serviceId)
      .execute();
    await inTransaction(ctx(), (tx) => settleMeasuredOutage(tx, { serviceId, since: T }));
  };

  test('an end that was held back while a service flapped is told as what it was, if the outage is taken back meanwhile', async () => {
    await addCheck(database.db, serviceId, FAST_CHECK);
    await see('up', hard);
    await see('down', hard);
    await see('up', hard);
    await see('down', hard);
    expect((await mails()).length).toBeGreaterThan(0);
    await see('up', hard);
    expect(await mails()).toEqual([]);
    await uncount();
    const heard = await mails();
    await pass(10 * MINUTE_MS);
    heard.push(...(await mails()));
    expect(heard).toEqual(['Shop: the outage is taken back']);
  });

  test('an outage that is taken back before its end was told is told as that', async () => {
    await addCheck(database.db, serviceId, FAST_CHECK);
    await see('up', hard);
    await see('down', hard);
    expect((await mails()).length).toBeGreaterThan(0);
    await see('up', hard);
    await uncount();
    const heard = await mails();
    await pass(10 * MINUTE_MS);
    heard.push(...(await mails()));
    expect(heard).toEqual(['Shop: the outage is taken back']);
  });

  test('an outage that was told and is part of an earlier one, which was told as over, is told as over', async () => {
    await see('up', hard);
    await see('down', hard);
    await see('up', hard);
    expect((await mails()).length).toBeGreaterThan(0);
    await see('down', hard);
    expect(await mails()).toEqual([expect.stringMatching(/^Shop is down/)]);
    const { db } = database;
    const spans = await db.selectFrom('checkSpan').selectAll().where('checkId', '=', hard).execute();
    const startedAt = Math.min(...spans.map((span) => span.startedAt));
    await db.deleteFrom('checkSpan').where('checkId', '=', hard).execute();
    await db.insertInto('checkSpan').values({ checkId: hard, kind: 'failing', startedAt, endedAt: clock.at }).execute();
    await inTransaction(ctx(), (tx) => settleMeasuredOutage(tx, { serviceId, since: T }));
    expect(await listOutages(db, [serviceId], EVER)).toMatchObject([{ startedAt, endedAt: clock.at }]);
    const heard = await mails();
    await pass(10 * MINUTE_MS);
    heard.push(...(await mails()));
    expect(heard).toEqual([expect.stringMatching(/^Shop works again/)]);
  });

  /** How many connections wait for a lock. */
  const waiting = async () => {
    const query = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return (await query.execute(database.db)).rows.length;
  };

  if (database.dialect === 'postgres')
    test('what gets worse while the mail is written is told afterwards', async () => {
      await see('up', hard, soft);
      await see('down', soft);
      const heard: Promise<string[]>[] = [];
      await inTransaction(ctx(), async (tx) => {
        await recordPlayed(tx, [{ checkId: hard, at: clock.at, state: 'down' }]);
        heard.push(mails());
        await expect.poll(waiting).toBe(1);
      });
      const first = await heard[0];
      expect([...(first ?? []), ...(await mails())]).toContainEqual(expect.stringMatching(/^Shop is down/));
    });
});
