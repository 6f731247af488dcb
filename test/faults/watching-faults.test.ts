import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bringBackDueTimes } from '#commands/bring-back-due-times';
import { type Connection, connect } from '#db/connect';
import { listOutages } from '#db/queries/outages';
import { DAY_MS, HOUR_MS, SECOND_MS } from '#domain/time';
import { CheckPoller, type PollerSetup } from '#jobs/pollers/check-poller';
import { checkPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { NO_SECRETS } from '#test/support/check-secrets';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { httpTarget, type Target } from '#test/support/http-target';
import { listWrittenGaps } from '#test/support/measurement-gaps';
import { addCheck, addService } from '#test/support/rows';

const STEP = 30 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('watching under faults', (database) => {
  let clock: TestClock;
  let target: Target;
  let hits: number;
  let status: number;
  let release: (() => void)[];
  let holds: boolean;
  let serviceId: string;
  let stopping: AbortController;
  const connections: Connection[] = [];

  beforeEach(async () => {
    clock = new TestClock();
    stopping = new AbortController();
    [hits, status, release, holds] = [0, 200, [], false];
    target = await httpTarget((_request, response) => {
      hits += 1;
      response.statusCode = status;
      if (holds) release.push(() => response.end());
      else response.end();
    });
    await database.db.updateTable('healthCheck').set({ archivedAt: 1 }).execute();
    await database.db.updateTable('incident').set({ resolvedAt: 1 }).execute();
    serviceId = await addService(database.db);
  });
  afterEach(async () => {
    stopping.abort();
    for (const answer of release) answer();
    await target.close();
    for (const connection of connections.splice(0)) await connection.close();
  });

  const newCheck = (row: Record<string, unknown> = {}) =>
    addCheck(database.db, serviceId, {
      ...{ target: JSON.stringify({ url: target.url }), intervalMs: STEP, nextDueAt: clock.at, state: 'unknown' },
      ...{ failAfter: 1, recoverAfter: 1, stateSince: clock.at, ...row },
    });

  function startPoller(setup: Partial<PollerSetup> = {}): {
    readonly poller: CheckPoller;
    readonly connection: Connection;
  } {
    const connection = connect(database.url, { busyTimeoutMs: 1 });
    connections.push(connection);
    const poller = new CheckPoller({
      ...NO_SECRETS,
      ...{ ctx: testContext(connection.db, clock), log: createLog('silent'), signal: stopping.signal },
      ...{ policy: checkPolicy(['127.0.0.0/8']), witnesses: { canBeAsked: true, ask: async () => 'working' } },
      ...setup,
    });
    return { poller, connection };
  }

  async function tick(poller: CheckPoller): Promise<void> {
    await poller.tick();
    await poller.settled();
  }

  const outages = () => listOutages(database.db, [serviceId], EVER);
  const samples = async () =>
    database.db
      .selectFrom('sample')
      .innerJoin('healthCheck', 'no', 'checkNo')
      .select(['at', 'sample.state', 'lastCause', 'slug'])
      .where('serviceId', '=', serviceId)
      .orderBy('at')
      .execute();

  test.each([HOUR_MS, DAY_MS])(
    'a clock that goes %i ms ahead and back runs nothing twice and makes no outage',
    async (stepMs) => {
      for (let more = 0; more < 5; more += 1) await newCheck();
      const { poller } = startPoller();
      await tick(poller);
      expect(hits).toBe(5);
      clock.advance(stepMs);
      for (let again = 0; again < 3; again += 1) await tick(poller);
      expect(hits).toBe(10);
      clock.advance(-stepMs);
      await tick(poller);
      expect(hits).toBe(10);
      await bringBackDueTimes(testContext(database.db, clock));
      for (let again = 0; again < 3; again += 1) await tick(poller);
      expect(hits).toBe(15);
      expect(await outages()).toEqual([]);
      const gaps = await listWrittenGaps(database.db, [serviceId]);
      expect(gaps.map(({ cause }) => cause).toSorted()).toEqual(
        ['clock-stepped', 'not-running'].flatMap((cause) => Array.from({ length: 5 }, () => cause)),
      );
      for (const { startedAt, endedAt } of gaps) expect(endedAt).toBeGreaterThan(startedAt);
    },
  );

  test('an outage that was open when the clock was set back does not end before it began', async () => {
    await newCheck();
    const { poller } = startPoller();
    status = 500;
    await tick(poller);
    clock.advance(-HOUR_MS);
    status = 200;
    await bringBackDueTimes(testContext(database.db, clock));
    await tick(poller);
    const [outage] = await outages();
    expect(outage?.endedAt).toBeGreaterThan(outage?.startedAt ?? Number.POSITIVE_INFINITY);
  });

  test('targets that never answer are down by their deadline, and hold up nobody else', async () => {
    let cut = 0;
    let cutBeforeQuick: number | undefined;
    const silent = await httpTarget((request) => {
      request.socket.once('close', () => {
        cut += 1;
      });
    });
    for (let index = 0; index < 20; index += 1) {
      await newCheck({
        target: JSON.stringify({ url: silent.url }),
        timeoutMs: 3_000,
        slug: `silent-${index}-${clock.at}`,
      });
    }
    const quick = await httpTarget((_request, response) => {
      cutBeforeQuick ??= cut;
      response.end();
    });
    await newCheck({ slug: 'quick', target: JSON.stringify({ url: quick.url }) });
    const { poller } = startPoller();
    await poller.tick();
    await poller.settled();
    expect(cutBeforeQuick).toBe(0);
    const found = await samples();
    expect(found.filter(({ state, lastCause }) => state === 'down' && lastCause === 'timeout')).toHaveLength(20);
    expect(found.find(({ slug }) => slug === 'quick')?.state).toBe('up');
    await Promise.all([silent.close(), quick.close()]);
  });

  test('when no name can be looked up and no witness answers, everything is unknown; one name alone is an outage', async () => {
    const named = JSON.stringify({ url: 'http://service.example/' });
    await newCheck({ target: named });
    const resolve = async (): Promise<never> => {
      throw Object.assign(new Error('getaddrinfo EAI_AGAIN service.example'), { code: 'EAI_AGAIN' });
    };
    const cutOff = startPoller({ resolve, witnesses: { canBeAsked: true, ask: async () => 'lost' } });
    await tick(cutOff.poller);
    expect((await samples()).map(({ state }) => state)).toEqual(['unknown']);
    expect(await outages()).toEqual([]);
    clock.advance(STEP);
    await tick(startPoller({ resolve }).poller);
    expect(await outages()).toMatchObject([{ startedAt: clock.at, state: 'down' }]);
  });

  test('without witnesses, three checks that all fail are our own fault, and one that answers proves otherwise', async () => {
    for (let more = 0; more < 4; more += 1) await newCheck();
    const { poller } = startPoller({ witnesses: { canBeAsked: false, ask: async () => 'cannot-be-asked' } });
    status = 500;
    await tick(poller);
    clock.advance(STEP);
    await tick(poller);
    expect((await samples()).slice(-3).map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(await outages()).toEqual([]);
  });

  test('while another process holds the database, results wait and lose nothing', async () => {
    await newCheck();
    const { poller } = startPoller();
    holds = true;
    await poller.tick();
    await expect.poll(() => release.length).toBe(1);
    const at = clock.at;
    const other = connect(database.url);
    await other.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('healthCheck').set({ name: 'Held' }).where('serviceId', '=', serviceId).execute();
      for (const answer of release.splice(0)) answer();
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    await poller.settled();
    await other.close();
    expect(await samples()).toMatchObject([{ at, state: 'up' }]);
  });

  test.runIf(database.dialect === 'postgres').each([
    [
      'whose server ends statements that take long',
      (url: string) => connect(`${url}?options=-c%20statement_timeout%3D50`),
    ],
    ['whose connections are all in use', (url: string) => connect(url, { poolSize: 1 })],
  ])('on a database %s, results wait and are written with their true times', async (_what, open) => {
    await newCheck();
    const narrow = open(database.url);
    connections.push(narrow);
    const { poller } = startPoller({ ctx: testContext(narrow.db, clock) });
    holds = true;
    await poller.tick();
    await expect.poll(() => release.length).toBe(1);
    const at = clock.at;
    const other = connect(database.url);
    connections.push(other);
    await narrow.db.connection().execute(async (only) => {
      await other.db.transaction().execute(async (transaction) => {
        await transaction.updateTable('healthCheck').set({ name: 'Held' }).where('serviceId', '=', serviceId).execute();
        for (const answer of release.splice(0)) answer();
        await sql`select 1`.execute(only);
        await new Promise((resolve) => setTimeout(resolve, 400));
      });
    });
    await poller.settled();
    expect(await samples()).toMatchObject([{ at, state: 'up' }]);
    expect(await outages()).toEqual([]);
  });

  test.runIf(database.dialect === 'sqlite')(
    'a check whose result waits for the database is not run again when its lease is over',
    async () => {
      await newCheck();
      const impatient = connect(database.url, { busyTimeoutMs: 1, retryForMs: 1 });
      connections.push(impatient);
      const { poller } = startPoller({ ctx: testContext(impatient.db, clock) });
      holds = true;
      await poller.tick();
      await expect.poll(() => release.length).toBe(1);
      const at = clock.at;
      const other = connect(database.url);
      await sql`begin exclusive`.execute(other.db);
      for (const answer of release.splice(0)) answer();
      await expect.poll(() => poller.isStuck, { timeout: 5_000 }).toBe(true);
      clock.advance(STEP * 4);
      await sql`commit`.execute(other.db);
      await poller.tick();
      await poller.settled();
      await other.close();
      expect(hits).toBe(1);
      expect(await samples()).toMatchObject([{ at, state: 'up' }]);
    },
  );

  test.runIf(database.dialect === 'sqlite')(
    'when the disk is full, results wait in memory and are written with their true times',
    async () => {
      await newCheck();
      const { poller, connection } = startPoller();
      holds = true;
      await poller.tick();
      await expect.poll(() => release.length).toBe(1);
      const at = clock.at;
      await sql`pragma max_page_count = 1`.execute(connection.db);
      await expect(fillUp(connection)).rejects.toThrow(/full/);
      for (const answer of release.splice(0)) answer();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = (await samples()).filter((sample) => sample.at >= at);
      await sql`pragma max_page_count = 1000000`.execute(connection.db);
      await poller.settled();
      expect(before).toEqual([]);
      expect((await samples()).filter((sample) => sample.at >= at)).toMatchObject([{ at, state: 'up' }]);
    },
  );

  /** Writes until there is no page left, on a connection that may take no further one. */
  async function fillUp({ db }: Connection): Promise<void> {
    const { no } = await addCheck(database.db, serviceId, { archivedAt: 1 });
    for (let at = 0; at < 10_000; at += 1) {
      await db.insertInto('sample').values({ checkNo: no, at, state: 'up', latencyMs: 123_456 }).execute();
    }
  }
});
