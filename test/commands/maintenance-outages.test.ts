import { beforeEach, expect, test } from 'vitest';
import { correctOutage } from '#commands/correct-outage';
import { tellOverruns } from '#commands/tell-measured-outage';
import { tellOutages } from '#commands/tell-outages';
import { findIncident } from '#db/queries/incidents';
import { listOutages } from '#db/queries/outages';
import { OPERATORS } from '#domain/audience';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addMaintenance } from '#test/support/maintenance';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
// Each test has a day of its own: what happens at the same time joins one incident.
let two = Date.parse('2026-11-28T02:00:00Z');
let four = 0;
let told = 0;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('outages during announced maintenance', (database) => {
  let clock: TestClock;
  let serviceId: string;
  let checkId: string;

  beforeEach(async () => {
    two += DAY;
    four = two + 120 * MINUTE;
    told = two - 14 * DAY;
    clock = new TestClock(two);
    serviceId = await addService(database.db);
    checkId = (await addCheck(database.db, serviceId, { failAfter: 2, recoverAfter: 2, intervalMs: MINUTE })).id;
  });

  const ctx = () => testContext(database.db, clock);
  const announce = (from: number, to: number, announcedAt = told) =>
    addMaintenance(database.db, serviceId, { startedAt: from, endedAt: to, announcedAt });

  /** One letter a minute: u up, d down. */
  async function play(from: number, letters: string): Promise<void> {
    for (const [index, letter] of [...letters].entries()) {
      clock.at = from + index * MINUTE;
      await recordPlayed(ctx(), [{ checkId, at: clock.at, state: letter === 'u' ? 'up' : 'down' }]);
    }
  }

  async function facts() {
    const [outage, ...more] = await listOutages(database.db, [serviceId], EVER);
    expect(more).toEqual([]);
    const alerts = await database.db
      .selectFrom('outageAlert')
      .select('kind')
      .where('outageId', '=', outage?.id ?? '')
      .orderBy('kind')
      .execute();
    const incident = outage?.incidentId && (await findIncident(database.db, OPERATORS, outage.incidentId));
    return {
      outage: outage && [outage.startedAt, outage.endedAt],
      incident: incident ? [incident.startedAt, incident.resolvedAt] : null,
      alerts: alerts.map(({ kind }) => kind),
    };
  }

  test('one wholly inside is on record and raises no incident and no alarm', async () => {
    await announce(two, four);
    await play(two + 10 * MINUTE, 'udddduu');
    expect(await facts()).toEqual({
      outage: [two + 11 * MINUTE, two + 15 * MINUTE],
      incident: null,
      alerts: [],
    });
    expect(await tellOverruns(ctx())).toEqual([]);
  });

  test('one that began before raises its incident at once', async () => {
    await announce(two, four);
    await play(two - 2 * MINUTE, 'uddd');
    expect(await facts()).toMatchObject({ incident: [two - MINUTE, null], alerts: ['started'] });
  });

  test('one that lasts beyond raises an incident dated to the end of the announced time, once', async () => {
    await announce(two, four);
    await play(four - 3 * MINUTE, 'udd');
    clock.at = four;
    expect(await tellOverruns(ctx())).toEqual([]);
    await play(four, 'd');
    clock.advance(1_000);
    expect(await tellOverruns(ctx())).toHaveLength(1);
    expect(await tellOverruns(ctx())).toEqual([]);
    expect(await facts()).toMatchObject({
      outage: [four - 2 * MINUTE, null],
      incident: [four, null],
      alerts: ['started'],
    });
    await play(four + MINUTE, 'duu');
    expect(await facts()).toMatchObject({
      incident: [four, four + 2 * MINUTE],
      alerts: ['ended', 'started'],
    });
  });

  test('the letter to operators says that it is down since the announced end', async () => {
    await addOperator(database.db, { email: `${database.dialect}@example.com`, roles: ['incidents'] });
    await database.db.deleteFrom('outageAlert').execute();
    await announce(two, four);
    await play(four - 61 * MINUTE, `u${'d'.repeat(61)}`);
    expect(await tellOverruns(ctx())).toEqual([]);
    await play(four + MINUTE, 'd');
    expect(await tellOverruns(ctx())).toHaveLength(1);
    clock.advance(MINUTE);
    await tellOutages(ctx(), { waitMs: 1_000 });
    const letters = await database.db.selectFrom('delivery').select('message').where('channel', '=', 'mail').execute();
    expect(letters.map(({ message }) => JSON.parse(message).subject)).toEqual([expect.stringMatching(/since 04:00/)]);
  });

  test('one that ends beyond before anybody looked is told with its end', async () => {
    await announce(two, four);
    await play(four - 3 * MINUTE, 'uddddduu');
    expect(await facts()).toMatchObject({ incident: [four, four + 3 * MINUTE], alerts: ['ended', 'started'] });
  });

  test('a recovery that the next check only sees a little after the end is no overrun', async () => {
    await announce(two, four - 30_000);
    await play(four - 3 * MINUTE, 'udduu');
    expect(await facts()).toEqual({ outage: [four - 2 * MINUTE, four], incident: null, alerts: [] });
  });

  test('maintenance announced after an outage began explains nothing of it', async () => {
    await announce(two + 2 * MINUTE, four, two + 2 * MINUTE);
    await play(two, 'udddd');
    expect(await facts()).toMatchObject({ incident: [two + MINUTE, null], alerts: ['started'] });
  });

  test('an extension announced while the work fails explains nothing of the overrun', async () => {
    await announce(two, four);
    await play(four - 5 * MINUTE, 'uddd');
    await announce(four, four + 60 * MINUTE, four - MINUTE);
    await play(four - MINUTE, 'ddd');
    expect(await tellOverruns(ctx())).toHaveLength(1);
    expect(await facts()).toMatchObject({ incident: [four, null] });
  });

  test('another service is not concerned', async () => {
    const other = await addService(database.db);
    await addMaintenance(database.db, other, { startedAt: two, endedAt: four, announcedAt: told });
    await play(two + MINUTE, 'udd');
    expect(await facts()).toMatchObject({ incident: [two + 2 * MINUTE, null], alerts: ['started'] });
  });

  test('getting worse during the work raises nothing either', async () => {
    await announce(two, four);
    const slow = await addCheck(database.db, serviceId, { failAfter: 1, impact: 'degraded', intervalMs: MINUTE });
    clock.at = two + MINUTE;
    await recordPlayed(ctx(), [{ checkId: slow.id, at: clock.at, state: 'down' }]);
    await play(two + 2 * MINUTE, 'dd');
    expect(await facts()).toMatchObject({ incident: null, alerts: [] });
    await recordPlayed(ctx(), [{ checkId: slow.id, at: clock.at, state: 'up' }]);
    await play(two + 4 * MINUTE, 'uu');
    await recordPlayed(ctx(), [{ checkId: slow.id, at: clock.at, state: 'up' }]);
  });

  test('a correction inside the announced time opens no incident, one beyond it does', async () => {
    await announce(two, four);
    await play(two + 10 * MINUTE, 'udddduu');
    const [outage] = await listOutages(database.db, [serviceId], EVER);
    const correct = (revision: number, startedAt: number) =>
      correctOutage(ctx(), {
        outageId: outage?.id ?? '',
        revision,
        reason: 'The log says so.',
        phases: [{ startedAt, endedAt: two + 15 * MINUTE, state: 'down', surfaces: [], locations: [], sharePpm: null }],
      });
    await correct(outage?.revision ?? 0, two + 12 * MINUTE);
    expect(await facts()).toMatchObject({ incident: null });
    await correct((outage?.revision ?? 0) + 1, two - MINUTE);
    expect(await facts()).toMatchObject({ incident: [two - MINUTE, two + 15 * MINUTE] });
  });
});
