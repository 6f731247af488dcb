import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { SECOND_MS } from '#domain/time';
import { CheckPoller } from '#jobs/pollers/check-poller';
import { checkPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { NO_SECRETS } from '#test/support/check-secrets';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { httpTarget, type Target } from '#test/support/http-target';
import { addCheck, addService } from '#test/support/rows';

const INTERVAL = 30 * SECOND_MS;

onEachDatabase('polling beside what can never succeed', (database) => {
  const clock = new TestClock();
  const stopping = new AbortController();
  let target: Target | undefined;
  afterAll(async () => {
    stopping.abort();
    await target?.close();
  });

  function startPoller(): CheckPoller {
    return new CheckPoller({
      ...NO_SECRETS,
      ctx: testContext(database.db, clock),
      log: createLog('silent'),
      signal: stopping.signal,
      policy: checkPolicy(['127.0.0.0/8']),
      witnesses: { canBeAsked: true, ask: async () => 'working' },
    });
  }

  async function addPair(row: Record<string, unknown> = {}) {
    await database.db.updateTable('healthCheck').set({ pausedAt: 1 }).execute();
    target ??= await httpTarget((_request, response) => response.end());
    const serviceId = await addService(database.db);
    const usual = { target: JSON.stringify({ url: target.url }), intervalMs: INTERVAL, nextDueAt: clock.at };
    const bad = await addCheck(database.db, serviceId, { ...usual, ...row });
    return { bad, good: await addCheck(database.db, serviceId, usual) };
  }

  async function samplesOf(checkNo: number): Promise<number> {
    const rows = await database.db.selectFrom('sample').select('at').where('checkNo', '=', checkNo).execute();
    return rows.length;
  }

  async function checkOf(id: string) {
    return database.db.selectFrom('healthCheck').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }

  async function refuseSamplesOf(checkNo: number): Promise<void> {
    if (database.dialect === 'sqlite') {
      await sql`create trigger refuse_samples before insert on sample when new.check_no = ${sql.lit(checkNo)}
        begin select raise(abort, 'refused'); end`.execute(database.db);
      return;
    }
    await sql`create function refuse_sample() returns trigger language plpgsql as
      'begin raise exception ''refused''; end'`.execute(database.db);
    await sql`create trigger refuse_samples before insert on sample for each row
      when (new.check_no = ${sql.lit(checkNo)}) execute function refuse_sample()`.execute(database.db);
  }

  test('a check whose target cannot be read holds up no other, and says that it is misconfigured', async () => {
    const { bad, good } = await addPair();
    await database.db.updateTable('healthCheck').set({ target: '{"url":' }).where('id', '=', bad.id).execute();
    const poller = startPoller();
    await poller.tick();
    await poller.settled();
    expect(await samplesOf(good.no)).toBe(1);
    expect(await checkOf(bad.id)).toMatchObject({ lastCause: 'misconfigured', leaseToken: null });
  });

  test('a check whose samples the database refuses is given back, and the other goes on being asked', async () => {
    const { bad, good } = await addPair();
    await refuseSamplesOf(bad.no);
    const poller = startPoller();
    const pollOn = async () => {
      clock.advance(INTERVAL);
      await poller.tick();
      return samplesOf(good.no);
    };
    await expect.poll(pollOn, { timeout: 15_000, interval: 300 }).toBeGreaterThan(10);
    await poller.settled();
    expect(poller.isStuck).toBe(false);
    expect(await samplesOf(bad.no)).toBe(0);
    expect(await checkOf(bad.id)).toMatchObject({ leaseToken: null, lastSampleAt: null });
  }, 30_000);
});
