import { beforeEach, expect, test } from 'vitest';
import { archiveService } from '#commands/archive-service';
import { inTransaction } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { deleteCheck } from '#commands/delete-check';
import { pauseCheck } from '#commands/pause-check';
import { resumeCheck } from '#commands/resume-check';
import { settleMeasuredOutage } from '#commands/settle-measured-outage';
import { listOutages } from '#db/queries/outages';
import type { Actor } from '#domain/actor';
import { MINUTE_MS } from '#domain/time';
import { DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import type { SampleState } from '#domain/words';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const FAST = { failAfter: 1, recoverAfter: 1, intervalMs: 60 * MINUTE_MS };
const box = createCheckBox(['a key of the tests with many letters']);

onEachDatabase('a service that is down when all of its checks fail', (database) => {
  let clock: TestClock;
  let t0: number;
  let serviceId: string;
  let failing: string;
  let well: string;

  beforeEach(async () => {
    clock = new TestClock();
    t0 = clock.at;
    await database.db.updateTable('incident').set({ resolvedAt: 1 }).execute();
    serviceId = await addService(database.db, { downWhen: 'all' });
    failing = (await addCheck(database.db, serviceId, FAST)).id;
    well = (await addCheck(database.db, serviceId, FAST)).id;
    await look(failing, 'down', 0);
    await look(well, 'up', 0);
  });

  const ctx = () => testContext(database.db, clock, OPERATOR);
  async function look(checkId: string, state: SampleState, minute: number): Promise<void> {
    clock.at = t0 + minute * MINUTE_MS;
    await recordPlayed(ctx(), [{ checkId, at: clock.at, state }]);
  }
  async function phases() {
    const minute = (at: number | null) => (at === null ? null : (at - t0) / MINUTE_MS);
    return (await listOutages(database.db, [serviceId], EVER)).flatMap((outage) =>
      outage.phases.map(({ startedAt, endedAt, state }) => [minute(startedAt), minute(endedAt), state]),
    );
  }

  test('was not down while a check that is paused later saw it work', async () => {
    clock.at = t0 + 30 * MINUTE_MS;
    await pauseCheck(ctx(), { checkId: well, revision: 1, reason: 'The server moves.' });
    const paused = [
      [0, 30, 'degraded'],
      [30, null, 'down'],
    ];
    expect(await phases()).toEqual(paused);
    clock.at = t0 + 40 * MINUTE_MS;
    await resumeCheck(ctx(), { checkId: well, revision: 2 });
    await look(well, 'up', 41);
    const again = [
      [0, 30, 'degraded'],
      [30, 41, 'down'],
      [41, null, 'degraded'],
    ];
    expect(await phases()).toEqual(again);
    await look(failing, 'up', 50);
    expect(await phases()).toEqual([...again.slice(0, 2), [41, 50, 'degraded']]);
  });

  test('was not down while a check that is deleted later saw it work', async () => {
    clock.at = t0 + 30 * MINUTE_MS;
    await deleteCheck(ctx(), { checkId: well, revision: 1 });
    expect(await phases()).toEqual([
      [0, 30, 'degraded'],
      [30, null, 'down'],
    ]);
  });

  test('was down for all the time before a new check sees it work, and a check that reaches nothing has no say', async () => {
    await look(well, 'down', 10);
    const settings = { ...DEFAULT_SETTINGS, name: 'New', failAfter: 1, recoverAfter: 1, intervalMs: 60 * MINUTE_MS };
    const target = { url: 'https://mail.example/' };
    clock.at = t0 + 20 * MINUTE_MS;
    const fresh = await createCheck(ctx(), { serviceId, kind: 'http', settings, box, target });
    await look(fresh, 'down', 25);
    await look(failing, 'down', 30);
    expect(await phases()).toEqual([
      [0, 10, 'degraded'],
      [10, null, 'down'],
    ]);
    await look(fresh, 'up', 40);
    expect(await phases()).toEqual([
      [0, 10, 'degraded'],
      [10, 40, 'down'],
      [40, null, 'degraded'],
    ]);
  });

  test('was not down while a check saw it work, though the clock was set back later to before that check was made', async () => {
    serviceId = await addService(database.db, { downWhen: 'all' });
    const often = { ...FAST, intervalMs: 10 * MINUTE_MS, createdAt: t0 };
    failing = (await addCheck(database.db, serviceId, often)).id;
    well = (await addCheck(database.db, serviceId, often)).id;
    for (const minute of [0, 10]) await look(well, 'up', minute);
    await look(failing, 'down', 0);
    await look(failing, 'up', 10);
    const seen = [[0, 10, 'degraded']];
    expect(await phases()).toEqual(seen);
    await look(well, 'up', -30);
    await inTransaction(ctx(), (tx) => settleMeasuredOutage(tx, { serviceId, since: 0 }));
    expect(await phases()).toEqual(seen);
  });
});

onEachDatabase('a service of which all checks decide and that loses one that works', (database) => {
  let clock: TestClock;
  let serviceId: string;
  let well: string;
  let failing: string;
  const ctx = () => testContext(database.db, clock, OPERATOR);
  const look = (checkId: string, state: SampleState) => recordPlayed(ctx(), [{ checkId, at: clock.at, state }]);
  const open = () =>
    database.db
      .selectFrom('outage')
      .select('startedAt')
      .where('serviceId', '=', serviceId)
      .where('endedAt', 'is', null)
      .where('retractedAt', 'is', null)
      .execute();

  beforeEach(async () => {
    clock = new TestClock();
    serviceId = await addService(database.db, { downWhen: 'all', otherwise: 'nothing' });
    well = (await addCheck(database.db, serviceId, FAST)).id;
    failing = (await addCheck(database.db, serviceId, FAST)).id;
    await look(well, 'up');
    await look(failing, 'down');
  });

  test('is not down for the moment in which only those that fail are left', async () => {
    clock.advance(30 * MINUTE_MS);
    await archiveService(ctx(), { serviceId, revision: 1 });
    expect(await database.db.selectFrom('outage').selectAll().where('serviceId', '=', serviceId).execute()).toEqual([]);
  });

  test.each([
    ['works at its next look', () => look(failing, 'up')],
    ['is paused', () => pauseCheck(ctx(), { checkId: failing, revision: 1, reason: 'The server moves.' })],
    ['is deleted', () => deleteCheck(ctx(), { checkId: failing, revision: 1 })],
  ])('is not down for ever where the other, out of sight by then, %s', async (_, ends) => {
    clock.advance(180 * MINUTE_MS);
    await deleteCheck(ctx(), { checkId: well, revision: 1 });
    clock.advance(5 * MINUTE_MS);
    await ends();
    expect(await open()).toEqual([]);
  });
});
