import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { type Connection, connect } from '#db/connect';
import { findCheck } from '#db/queries/console-checks';
import { listOpenIncidents } from '#db/queries/incidents';
import { listOutages } from '#db/queries/outages';
import { OPERATORS, PUBLIC } from '#domain/audience';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import { CheckPoller } from '#jobs/pollers/check-poller';
import { type Witnesses, witnesses } from '#jobs/pollers/witnesses';
import { checkPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { NO_SECRETS } from '#test/support/check-secrets';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { freePort } from '#test/support/global-setup';
import { httpTarget, rawTarget, type Target } from '#test/support/http-target';
import { listWrittenGaps } from '#test/support/measurement-gaps';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';

const STEP = 30 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('polling', (database) => {
  let clock: TestClock;
  let target: Target;
  let witness: Target;
  let status: number;
  let hits: number;
  let serviceId: string;
  let checkId: string;
  let stopping: AbortController;
  const connections: Connection[] = [];

  beforeEach(async () => {
    clock = new TestClock();
    stopping = new AbortController();
    status = 200;
    hits = 0;
    target = await httpTarget((_request, response) => {
      hits += 1;
      response.statusCode = status;
      response.end();
    });
    witness = await rawTarget(() => undefined);
    // Checks of other tests are not due here.
    await database.db.updateTable('healthCheck').set({ pausedAt: 1 }).execute();
    await database.db.updateTable('incident').set({ resolvedAt: clock.at }).where('resolvedAt', 'is', null).execute();
    serviceId = await addService(database.db);
    checkId = (await newCheck()).id;
  });

  afterEach(async () => {
    stopping.abort();
    await Promise.all([target.close(), witness.close()]);
    for (const connection of connections.splice(0)) await connection.close();
  });

  function newCheck(row: Record<string, unknown> = {}): Promise<{ id: string; no: number }> {
    return addCheck(database.db, serviceId, {
      target: JSON.stringify({ url: target.url }),
      intervalMs: STEP,
      failAfter: 2,
      recoverAfter: 2,
      nextDueAt: clock.at,
      state: 'unknown',
      stateSince: clock.at,
      ...row,
    });
  }

  /** A jobs process: its own connection, its own memory. */
  function startPoller(
    witnessing: Witnesses = witnesses([`tcp://127.0.0.1:${witness.port}`]),
    url = database.url,
    ctx?: CommandContext,
  ): CheckPoller {
    const connection = connect(url, { busyTimeoutMs: 1 });
    connections.push(connection);
    return new CheckPoller({
      ...NO_SECRETS,
      ctx: ctx ?? testContext(connection.db, clock),
      log: createLog('silent'),
      signal: stopping.signal,
      policy: checkPolicy(['127.0.0.0/8']),
      witnesses: witnessing,
    });
  }

  async function run(poller: CheckPoller, rounds = 1): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { nextDueAt } = await database.db
        .selectFrom('healthCheck')
        .select('nextDueAt')
        .where('id', '=', checkId)
        .executeTakeFirstOrThrow();
      clock.at = Math.max(clock.at, nextDueAt);
      times.push(clock.at);
      await poller.tick();
      await poller.settled();
    }
    return times;
  }

  const timings = async () => (await findCheck(database.db, checkId))?.timings;

  test('the phases of the last run are kept, of a failure and of a success', async () => {
    const poller = startPoller();
    status = 503;
    await run(poller);
    expect(await timings()).toMatchObject({ firstByteMs: expect.any(Number), totalMs: expect.any(Number) });
    expect(await findCheck(database.db, checkId)).toMatchObject({ lastCause: 'unexpected-code' });
    await target.close();
    await run(poller);
    expect(await timings()).not.toHaveProperty('firstByteMs');
  });

  const outages = () => listOutages(database.db, [serviceId], EVER);
  const samples = async () =>
    (
      await database.db
        .selectFrom('sample')
        .innerJoin('healthCheck', 'no', 'checkNo')
        .select(['at', 'sample.state'])
        .where('id', '=', checkId)
        .orderBy('at')
        .execute()
    ).map((row) => row.state);

  test('a target that breaks is an outage after N failures, dated to the first; it recovers after M successes', async () => {
    const poller = startPoller();
    await run(poller, 2);
    status = 500;
    const [firstFailureAt] = await run(poller, 1);
    expect(await outages()).toEqual([]);
    await run(poller, 1);
    expect(await outages()).toMatchObject([{ startedAt: firstFailureAt, endedAt: null, state: 'down' }]);
    expect(await listOpenIncidents(database.db, PUBLIC)).toHaveLength(1);
    status = 200;
    const [firstSuccessAt] = await run(poller, 2);
    expect(await outages()).toMatchObject([{ startedAt: firstFailureAt, endedAt: firstSuccessAt }]);
    expect(await listOpenIncidents(database.db, OPERATORS)).toEqual([]);
  });

  test('a restart in the middle of failures and of the outage changes nothing', async () => {
    await run(startPoller(), 1);
    status = 500;
    const [firstFailureAt] = await run(startPoller(), 1);
    await run(startPoller(), 1);
    await run(startPoller(), 1);
    status = 200;
    const [firstSuccessAt] = await run(startPoller(), 1);
    await run(startPoller(), 1);
    expect(await outages()).toMatchObject([{ startedAt: firstFailureAt, endedAt: firstSuccessAt }]);
  });

  test('two processes share the checks: each is run once per due time, and one outage comes of it', async () => {
    for (let more = 0; more < 19; more += 1) await newCheck();
    const both = [startPoller(), startPoller()] as const;
    for (let round = 1; round <= 4; round += 1) {
      status = round >= 2 ? 500 : 200;
      await database.db.updateTable('healthCheck').set({ nextDueAt: clock.at }).where('pausedAt', 'is', null).execute();
      await Promise.all(both.map((poller) => poller.tick()));
      await Promise.all(both.map((poller) => poller.settled()));
      expect(hits).toBe(20 * round);
      clock.advance(STEP);
    }
    expect(await outages()).toHaveLength(1);
    expect(await listOpenIncidents(database.db, PUBLIC)).toHaveLength(1);
  });

  test('while no witness answers, failures are unknown and nothing is an incident', async () => {
    const nobody = witnesses([`tcp://127.0.0.1:${await freePort()}`, `https://127.0.0.1:${await freePort()}`]);
    const poller = startPoller(nobody);
    const [goodAt] = await run(poller, 1);
    status = 500;
    await run(poller, 4);
    expect(await samples()).toEqual(['up', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect(await outages()).toEqual([]);
    status = 200;
    const [backAt] = await run(poller, 1);
    expect(await samples()).toHaveLength(6);
    expect(await listWrittenGaps(database.db, [serviceId])).toMatchObject([
      { startedAt: goodAt, endedAt: backAt, cause: 'connection-lost' },
    ]);
  });

  test('a lost connection that is only noticed later takes back the failures written before', async () => {
    let connection: 'working' | 'lost' = 'working';
    const poller = startPoller({ canBeAsked: true, ask: async () => connection });
    const [goodAt] = await run(poller, 1);
    status = 500;
    await run(poller, 1);
    expect(await samples()).toEqual(['up', 'down']);
    connection = 'lost';
    await run(poller, 1);
    expect(await samples()).toEqual(['up', 'unknown', 'unknown']);
    expect(await listWrittenGaps(database.db, [serviceId])).toMatchObject([{ startedAt: goodAt, endedAt: null }]);
    expect(await outages()).toEqual([]);
  });

  test('a failure that would confirm an outage is never judged by an older answer of the witnesses', async () => {
    const real = witnesses([`tcp://127.0.0.1:${witness.port}`]);
    const poller = startPoller(real);
    await run(poller, 1);
    status = 500;
    await run(poller, 1);
    await witness.close();
    await run(poller, 1);
    expect(await samples()).toEqual(['up', 'unknown', 'unknown']);
    expect(await outages()).toEqual([]);
  });

  test('after a long stop every check runs once, and the time between is a gap', async () => {
    const poller = startPoller();
    const [lastAt = 0] = await run(poller, 1);
    clock.advance(3 * HOUR_MS);
    hits = 0;
    const [backAt] = await run(startPoller(), 1);
    await poller.tick();
    await poller.settled();
    expect(hits).toBe(1);
    expect(await listWrittenGaps(database.db, [serviceId])).toMatchObject([
      { startedAt: lastAt, endedAt: backAt, cause: 'not-running' },
    ]);
  });

  test('operators hear of the time in which the database could not be reached, once it can be again', async () => {
    await addOperator(database.db, { email: `${database.dialect}@example.com`, roles: ['incidents'] });
    const letters = async () =>
      (await database.db.selectFrom('delivery').select('message').where('channel', '=', 'mail').execute()).map(
        ({ message }) => JSON.parse(message).subject,
      );
    const gone = connect(database.url);
    await gone.db.selectFrom('tick').select('key').execute();
    await gone.close();
    let isGone = false;
    const reachable = connect(database.url, { busyTimeoutMs: 1 });
    connections.push(reachable);
    const ctx = {
      ...testContext(reachable.db, clock),
      get db() {
        return isGone ? gone.db : reachable.db;
      },
    };
    const poller = startPoller(undefined, undefined, ctx);
    await run(poller, 2);
    isGone = true;
    clock.advance(STEP);
    await expect(poller.tick()).rejects.toThrow();
    clock.advance(10 * MINUTE_MS);
    isGone = false;
    expect(await letters()).toEqual([]);
    await poller.tick();
    await poller.settled();
    expect(await letters()).toEqual(['For a while nothing was measured']);
  });

  test('a result that comes after its lease was lost is refused', async () => {
    let answer = (): void => undefined;
    const slow = await httpTarget((_request, response) => {
      answer = () => response.end();
    });
    await database.db
      .updateTable('healthCheck')
      .set({ target: JSON.stringify({ url: slow.url }) })
      .where('id', '=', checkId)
      .execute();
    const frozen = startPoller();
    await frozen.tick();
    await expect.poll(() => answer.toString()).toContain('response');
    clock.advance(MINUTE_MS);
    await database.db
      .updateTable('healthCheck')
      .set({ target: JSON.stringify({ url: target.url }) })
      .where('id', '=', checkId)
      .execute();
    const other = startPoller();
    await other.tick();
    await other.settled();
    answer();
    await frozen.settled();
    expect(await samples()).toEqual(['up']);
    await slow.close();
  });

  test('a check of an address that is not allowed says so, and its service is unknown instead of down', async () => {
    await database.db
      .updateTable('healthCheck')
      .set({ target: JSON.stringify({ url: 'http://10.0.0.1/' }) })
      .where('id', '=', checkId)
      .execute();
    await run(startPoller(), 3);
    expect(await samples()).toEqual(['unknown', 'unknown', 'unknown']);
    const check = await database.db
      .selectFrom('healthCheck')
      .selectAll()
      .where('id', '=', checkId)
      .executeTakeFirstOrThrow();
    expect(check.lastCause).toBe('address-refused');
    expect(check.lastDetail).toMatch(/PROBE_ALLOW_CIDRS/);
  });

  test('stopping cuts running probes short and gives their checks back', async () => {
    const silent = await rawTarget(() => undefined);
    await database.db
      .updateTable('healthCheck')
      .set({ target: JSON.stringify({ url: silent.url }) })
      .where('id', '=', checkId)
      .execute();
    const poller = startPoller();
    await poller.tick();
    stopping.abort();
    await poller.settled();
    expect(await samples()).toEqual([]);
    const check = await database.db
      .selectFrom('healthCheck')
      .selectAll()
      .where('id', '=', checkId)
      .executeTakeFirstOrThrow();
    expect(check).toMatchObject({ leaseToken: null, state: 'unknown' });
    await silent.close();
  });

  test('a check is claimed shortly before it is due, and not asked before', async () => {
    await database.db
      .updateTable('healthCheck')
      .set({ nextDueAt: clock.at + 400 })
      .where('id', '=', checkId)
      .execute();
    const poller = startPoller();
    await poller.tick();
    expect(await leases()).toEqual(['taken']);
    expect(hits).toBe(0);
    await expect.poll(() => hits).toBe(1);
    await poller.settled();
    expect(await samples()).toEqual(['up']);
  });

  test('stopping gives back at once what is claimed and not due yet', async () => {
    await database.db
      .updateTable('healthCheck')
      .set({ nextDueAt: clock.at + 1_400 })
      .where('id', '=', checkId)
      .execute();
    const poller = startPoller();
    await poller.tick();
    stopping.abort();
    await poller.settled();
    expect(await leases()).toEqual(['free']);
    expect(hits).toBe(0);
  });

  test('a heartbeat is looked at when it is due and never before: its job may call until then', async () => {
    const due = { kind: 'heartbeat', nextDueAt: clock.at + 400 };
    await database.db.updateTable('healthCheck').set(due).where('id', '=', checkId).execute();
    await startPoller().tick();
    expect(await leases()).toEqual(['free']);
  });

  test('while one lane has no room, only checks of the other are claimed', async () => {
    const slow = await newCheck({ lastLatencyMs: 9_000 });
    const claim = async (lane: 'quick' | 'slow') =>
      (await claimDueChecks(testContext(database.db, clock), { lane, limit: 10, graceMs: 0, workerId: 'w' })).map(
        ({ id }) => id,
      );
    expect(await claim('quick')).toEqual([checkId]);
    expect(await claim('slow')).toEqual([slow.id]);
  });

  async function leases(): Promise<string[]> {
    const rows = await database.db.selectFrom('healthCheck').select('leaseToken').where('id', '=', checkId).execute();
    return rows.map(({ leaseToken }) => (leaseToken === null ? 'free' : 'taken'));
  }
});
