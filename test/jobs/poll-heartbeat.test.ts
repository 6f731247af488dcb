import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteListening } from '#commands/note-listening';
import { recordHeartbeat } from '#commands/record-heartbeat';
import { listOutages } from '#db/queries/outages';
import { readHeartbeatCall } from '#domain/heartbeats/heartbeat-call';
import { MINUTE_MS } from '#domain/time';
import { CheckPoller } from '#jobs/pollers/check-poller';
import { checkPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { NO_SECRETS } from '#test/support/check-secrets';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addHeartbeat, type HeartbeatScene } from '#test/support/heartbeats';
import { listWrittenGaps } from '#test/support/measurement-gaps';

const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const BEAT_MS = 20_000;

onEachDatabase('a job that is watched', (database) => {
  let clock: TestClock;
  let scene: HeartbeatScene;
  let stopping: AbortController;
  let poller: CheckPoller;
  let span: string | undefined;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T00:00:00Z');
    stopping = new AbortController();
    span = undefined;
    await database.db.updateTable('healthCheck').set({ pausedAt: 1 }).execute();
    await database.db.deleteFrom('listeningSpan').execute();
    scene = await addHeartbeat(database.db, clock, { every: '10m', grace: '1m' });
    poller = new CheckPoller({
      ...NO_SECRETS,
      ctx: testContext(database.db, clock),
      log: createLog('silent'),
      signal: stopping.signal,
      policy: checkPolicy([]),
      witnesses: { canBeAsked: true, ask: async () => 'working' },
    });
  });
  afterEach(() => stopping.abort());

  /** Time passes; calls can be taken only while we listen. */
  async function pass(lengthMs: number, listens: boolean): Promise<void> {
    for (const end = clock.at + lengthMs; clock.at < end; clock.advance(BEAT_MS)) {
      if (listens) span = await noteListening(testContext(database.db, clock), span);
      await poller.tick();
      await poller.settled();
    }
  }

  async function call(suffix: string): Promise<void> {
    const said = readHeartbeatCall(suffix, {});
    if (!said) throw new Error(`“${suffix}” is no call.`);
    await recordHeartbeat(testContext(database.db, clock), { token: scene.token, call: said });
  }

  const check = () =>
    database.db.selectFrom('healthCheck').selectAll().where('id', '=', scene.checkId).executeTakeFirstOrThrow();
  const outages = async () => listOutages(database.db, [(await check()).serviceId], EVER);
  const latencies = async () =>
    (
      await database.db
        .selectFrom('sample')
        .select('latencyMs')
        .where('checkNo', '=', (await check()).no)
        .execute()
    ).map(({ latencyMs }) => latencyMs);

  test('is down from when its call was due until it calls again, with how long it took as latency', async () => {
    await pass(2 * MINUTE_MS, true);
    expect(await check()).toMatchObject({ state: 'unknown', lastCause: 'heartbeat-never' });
    await call('start');
    await pass(MINUTE_MS, true);
    await call('0');
    const due = clock.at + 11 * MINUTE_MS;
    await pass(5 * MINUTE_MS, true);
    expect(await check()).toMatchObject({ state: 'up', lastLatencyMs: MINUTE_MS });
    expect((await latencies()).filter((ms) => ms !== null)).toEqual([MINUTE_MS]);
    await pass(9 * MINUTE_MS, true);
    const [outage, ...others] = await outages();
    expect(others).toEqual([]);
    expect(outage?.startedAt).toBeGreaterThanOrEqual(due);
    expect(outage?.startedAt).toBeLessThan(due + MINUTE_MS);
    await call('');
    await pass(3 * MINUTE_MS, true);
    expect(await outages()).toMatchObject([{ endedAt: expect.any(Number) }]);
  });

  test('is not down because of calls that we could not take: that time is unknown', async () => {
    await call('');
    await pass(5 * MINUTE_MS, true);
    await pass(7 * MINUTE_MS, false);
    await pass(3 * MINUTE_MS, true);
    expect(await check()).toMatchObject({ state: 'unknown', lastCause: 'not-listening' });
    expect(await outages()).toEqual([]);
    const gaps = await listWrittenGaps(database.db, [(await check()).serviceId]);
    expect(gaps.map(({ cause }) => cause)).toContain('not-running');
  });

  test('that failed is down at once, and up again at once when it says so', async () => {
    await call('');
    await pass(2 * MINUTE_MS, true);
    await call('2');
    await pass(2 * MINUTE_MS, true);
    expect(await check()).toMatchObject({ state: 'down', lastCause: 'heartbeat-failed' });
    await call('0');
    await pass(2 * MINUTE_MS, true);
    expect(await check()).toMatchObject({ state: 'up' });
  });
});
