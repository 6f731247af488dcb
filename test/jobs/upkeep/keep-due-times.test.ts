import { randomUUIDv7 } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { advanceMaintenance } from '#commands/advance-maintenance';
import { cancelSeries } from '#commands/cancel-maintenance';
import { claimDueChecks } from '#commands/claim-due-checks';
import { claimDueFeeds } from '#commands/claim-due-feeds';
import { expandMaintenance } from '#commands/expand-maintenance';
import { noteListening } from '#commands/note-listening';
import { noteSilentPlaces } from '#commands/note-silent-places';
import { planMaintenance } from '#commands/plan-maintenance';
import { recordFeedReading } from '#commands/record-feed-reading';
import { recordHeartbeat } from '#commands/record-heartbeat';
import { setFeedSource } from '#commands/set-feed-source';
import { takeLease } from '#commands/work-lease';
import { judgeHeartbeat } from '#domain/heartbeats/judge-heartbeat';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import { claimTick } from '#jobs/run-exclusively';
import { keepDueTimes } from '#jobs/upkeep/keep-due-times';
import { createLog } from '#lib/log';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';
import { addSharedCheck, INTERVAL_MS, tell } from '#test/support/places';
import { addService } from '#test/support/rows';

onEachDatabase('a clock that was ahead for a while and was set back', (database) => {
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock();
    await database.db.deleteFrom('listeningSpan').execute();
  });
  const ctx = () => testContext(database.db, clock);

  /** Does something by the wrong clock, then sets it back and lets the job find that. */
  async function ahead(work: () => Promise<unknown>, byMs = 3 * DAY_MS): Promise<void> {
    clock.advance(byMs);
    await work();
    clock.advance(-byMs);
    await keepDueTimes({ ctx: ctx(), log: createLog('silent') });
  }

  test('does not keep a job that falls silent from being missed', async () => {
    const { checkId, token } = await addHeartbeat(database.db, clock);
    const call = { event: 'success', exitCode: null, durationMs: null, message: null } as const;
    await noteListening(ctx(), undefined);
    await ahead(() => recordHeartbeat(ctx(), { token, call }));
    await listenFor(2 * HOUR_MS);
    const due = await claimDueChecks(ctx(), { limit: 100, graceMs: 1_000 });
    const reading = due.find(({ id }) => id === checkId)?.heartbeat;
    expect(judgeHeartbeat(reading, { everyMs: HOUR_MS, graceMs: 5 * MINUTE_MS })).toMatchObject({
      ok: false,
      cause: 'heartbeat-late',
    });
  });

  test('does not keep a place that falls silent from being noticed', async () => {
    const { checkId, places } = await addSharedCheck(ctx(), ['Oslo']);
    const placeId = places[0] ?? '';
    await tell(ctx(), { checkId, placeId, at: clock.at - INTERVAL_MS, states: ['up', 'up'] });
    await ahead(() => noteListening(ctx(), undefined));
    await listenFor(10 * MINUTE_MS);
    // Between two of its words.
    clock.advance(5 * SECOND_MS);
    expect(await noteSilentPlaces(ctx())).toEqual({ silent: 1 });
  });

  test('does not end maintenance before it began, nor stop its series from being announced', async () => {
    const serviceIds = [await addService(database.db)];
    const { maintenanceId } = await planMaintenance(ctx(), {
      ...{ titles: { en: 'Move' }, descriptions: {}, serviceIds, zone: 'UTC', startsLocal: '2026-11-20T11:00' },
      ...{ durationMinutes: 120, rrule: 'FREQ=DAILY', skippedDays: [], submissionKey: randomUUIDv7() },
    });
    const stages = async () => {
      const rows = await database.db
        .selectFrom('maintenanceOccurrence')
        .select(['plannedLocal', 'stage'])
        .where('maintenanceId', '=', maintenanceId)
        .orderBy('startsAt')
        .limit(4)
        .execute();
      return rows.map(({ plannedLocal, stage }) => `${plannedLocal.slice(8, 10)} ${stage}`);
    };
    await ahead(async () => {
      await advanceMaintenance(ctx());
      expect(await stages()).toEqual(['23 done', '24 done', '25 in-progress', '26 scheduled']);
    });
    expect(await stages()).toEqual(['23 scheduled', '24 scheduled', '25 scheduled', '26 scheduled']);
    clock.advance(DAY_MS);
    await ahead(() => advanceMaintenance(ctx()));
    expect(await stages()).toEqual(['23 in-progress', '24 scheduled', '25 scheduled', '26 scheduled']);
    await ahead(() => expandMaintenance(ctx()), 500 * DAY_MS);
    clock.advance(5 * DAY_MS);
    expect(await expandMaintenance(ctx())).toBe(6);
    const operator = testContext(database.db, clock, {
      kind: 'operator',
      id: 'op',
      name: 'Olga',
      roles: ['incidents'],
    });
    await cancelSeries(operator, { maintenanceId, reason: 'No longer needed' });
    const standing = database.db.selectFrom('maintenanceAnnouncement').select('id').where('withdrawnAt', 'is', null);
    expect(await standing.where('endsAt', '>', clock.at).execute()).toEqual([]);
  });

  test('does not keep feeds and messages waiting for the day on which they were last tried', async () => {
    await setFeedSource(ctx(), { kind: 'statuspage', provider: 'acme', url: 'https://x.test/', intervalMs: 60_000 });
    await ahead(async () => {
      for (const feed of await claimDueFeeds(ctx(), { leaseMs: 1_000 })) {
        await recordFeedReading(ctx(), { feed, reading: { kind: 'unchanged' } });
      }
      await addDelivery();
    });
    expect(await claimDueFeeds(ctx(), { leaseMs: 1_000 })).toHaveLength(1);
    const due = database.db.selectFrom('delivery').select('id').where('dueAt', '<=', clock.at);
    expect(await due.execute()).toHaveLength(1);
  });

  test('does not leave work and ticks to a process of a time that is yet to come', async () => {
    const lease = { token: 'other', name: 'assess-windows', forMs: MINUTE_MS };
    await ahead(async () => {
      await takeLease(ctx(), { ...lease, token: 'one' });
      await claimTick(database.db, 'roll-up', clock.at, clock.at);
    });
    expect(await takeLease(ctx(), lease)).toBe(true);
    clock.advance(3 * DAY_MS);
    expect(await claimTick(database.db, 'roll-up', clock.at, clock.at)).toBe(true);
  });

  /** A process that takes calls says so every ten seconds. */
  async function listenFor(ms: number): Promise<void> {
    let spanId: string | undefined;
    for (let passed = 0; passed < ms; passed += 20 * SECOND_MS) {
      clock.advance(20 * SECOND_MS);
      spanId = await noteListening(ctx(), spanId);
    }
  }

  /** A mail that was to be tried again a second later. */
  async function addDelivery(): Promise<void> {
    await database.db
      .insertInto('delivery')
      .values({
        ...{ id: randomUUIDv7(), channel: 'mail', address: 'ann@example.test', message: '{}', state: 'due' },
        ...{ dueAt: clock.at + SECOND_MS, attemptCount: 1, createdAt: clock.at },
      })
      .execute();
  }
});
