import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { endOutage } from '#commands/end-outage';
import { raiseHeldAlarms } from '#commands/raise-held-alarms';
import { recordSamples } from '#commands/record-samples';
import { setDependencies } from '#commands/set-dependencies';
import { tellOutages } from '#commands/tell-outages';
import { listUntoldOpenOutages } from '#db/queries/outage-alerts';
import { listOutages } from '#db/queries/outages';
import { MINUTE_MS, SECOND_MS } from '#domain/time';
import { addAlarmScene, FAST_CHECK, passTime } from '#test/support/alarm-scene';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addOutage, addService } from '#test/support/rows';
import '#test/support/properties';
import { recordPlayed } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const STEP = 10 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('alarms', (database) => {
  let clock: TestClock;
  let serviceId: string;
  /** Takes the service down, and makes it degraded. */
  let hard: string;
  let soft: string;

  beforeEach(async () => {
    clock = new TestClock(T);
    ({ serviceId, hard, soft } = await addAlarmScene(database.db));
  });

  const ctx = () => testContext(database.db, clock);
  const see = async (state: 'up' | 'down', ...checkIds: string[]) => {
    for (const checkId of checkIds) await recordPlayed(ctx(), [{ checkId, at: clock.at, state }]);
    clock.advance(STEP);
  };
  const flap = async (checkId: string, times = 1) => {
    for (let time = 0; time < times; time += 1) {
      await see('down', checkId);
      await see('up', checkId);
    }
  };
  const pass = (ms: number) => passTime(ctx(), { clock, ms });
  const alarms = async () => {
    const rows = await database.db
      .selectFrom('outageAlert')
      .innerJoin('outage', 'outage.id', 'outageAlert.outageId')
      .select(['outageAlert.kind', 'outageAlert.state'])
      .where('serviceId', '=', serviceId)
      .orderBy('outageAlert.at')
      .orderBy('outageAlert.kind', 'desc')
      .execute();
    return rows.map(({ kind, state }) => (kind === 'started' ? state : 'over'));
  };

  test('a flapping service that stays down for good is told once it lasted five minutes', async () => {
    await see('up', hard, soft);
    await flap(hard, 5);
    expect(await alarms()).toEqual(['down', 'over', 'down']);
    await see('down', hard);
    await pass(5 * MINUTE_MS - STEP - 1);
    expect(await alarms()).toEqual(['down', 'over', 'down']);
    await pass(1);
    expect(await alarms()).toEqual(['down', 'over', 'down', 'down']);
    await pass(60 * MINUTE_MS);
    expect(await alarms()).toHaveLength(4);
    await see('up', hard);
    await pass(10 * MINUTE_MS);
    expect(await alarms()).toEqual(['down', 'over', 'down', 'down', 'over']);
  });

  test('each further one of the same flapping must last twice as long, up to the flapping time', async () => {
    await see('up', hard, soft);
    await flap(hard, 2);
    for (const minutes of [5, 10, 10]) {
      const before = (await alarms()).length;
      await see('down', hard);
      await pass(minutes * MINUTE_MS - STEP - 1);
      expect(await alarms()).toHaveLength(before);
      await pass(1);
      expect(await alarms()).toHaveLength(before + 1);
      await see('up', hard);
    }
  });

  test('outages nobody was told of hold no alarm back: explained, then slow, then down', async () => {
    const login = await addService(database.db, { name: 'Login' });
    const cause = (await addCheck(database.db, login, FAST_CHECK)).id;
    await setDependencies(ctx(), { serviceId, needsIds: [login] });
    await see('up', cause, hard, soft);
    await see('down', cause, hard);
    await see('up', cause, hard);
    expect(await alarms()).toEqual([]);
    await flap(soft);
    expect(await alarms()).toEqual(['degraded', 'over']);
    await flap(soft, 3);
    expect(await alarms()).toEqual(['degraded', 'over', 'degraded']);
    await see('down', hard);
    expect(await alarms()).toEqual(['degraded', 'over', 'degraded', 'down']);
  });

  test('an outage that gets worse is told again, as what it became and since when', async () => {
    await addOperator(database.db, { email: `${database.dialect}@example.com`, roles: ['incidents'] });
    await see('up', hard, soft);
    await see('down', soft);
    clock.advance(MINUTE_MS);
    await tellOutages(ctx(), { waitMs: 1 });
    await see('down', hard);
    clock.advance(MINUTE_MS);
    await tellOutages(ctx(), { waitMs: 1 });
    const mails = await database.db.selectFrom('delivery').select('message').orderBy('id').execute();
    expect(mails.map(({ message }) => JSON.parse(message).subject)).toEqual([
      expect.stringMatching(/^Shop is degraded since 12:00.UTC$/),
      expect.stringMatching(/^Shop is down since 12:01.UTC$/),
    ]);
    expect(await alarms()).toEqual(['down']);
    await see('up', hard);
    await see('down', hard);
    expect((await database.db.selectFrom('outageAlert').select('toldAt').execute())[0]?.toldAt).not.toBeNull();
  });

  test('an outage that was told as over and turns out to go on is told again', async () => {
    const late = (await addCheck(database.db, serviceId, { ...FAST_CHECK, failAfter: 3 })).id;
    await addOperator(database.db, { email: `again-${database.dialect}@example.com`, roles: ['incidents'] });
    await see('up', hard, late);
    await see('down', hard);
    await see('down', late);
    await see('up', hard);
    await tellOutages(ctx(), { waitMs: 1 });
    await see('down', late);
    await see('down', late);
    expect(await listOutages(database.db, [serviceId], EVER)).toMatchObject([{ endedAt: null }]);
    expect(await database.db.selectFrom('outageAlert').select(['kind', 'toldAt']).execute()).toEqual([
      { kind: 'started', toldAt: null },
    ]);
    await see('up', late);
    expect(await alarms()).toEqual(['down', 'over']);
  });

  test('an outage that was told as over and goes on is told again, and its end, also while another explains it', async () => {
    const login = await addService(database.db, { name: 'Login' });
    const cause = (await addCheck(database.db, login, FAST_CHECK)).id;
    const late = (await addCheck(database.db, serviceId, { ...FAST_CHECK, failAfter: 3 })).id;
    await setDependencies(ctx(), { serviceId, needsIds: [login] });
    await see('up', hard, late, cause);
    await see('down', hard);
    await tellOutages(ctx(), { waitMs: 1 });
    await see('down', late, cause);
    await see('up', hard);
    await tellOutages(ctx(), { waitMs: 1 });
    expect(await alarms()).toEqual(['down', 'over']);
    await see('down', late);
    await see('down', late);
    const [outage] = await listOutages(database.db, [serviceId], EVER);
    expect(outage).toMatchObject({ endedAt: null, explainedBy: expect.any(String) });
    expect(await alarms()).toEqual(['down']);
    await see('up', late);
    expect(await alarms()).toEqual(['down', 'over']);
  });

  test('while what it needs is merely degraded, a service that is down is told', async () => {
    const login = await addService(database.db, { name: 'Login' });
    const cause = (await addCheck(database.db, login, { ...FAST_CHECK, impact: 'degraded' })).id;
    await setDependencies(ctx(), { serviceId, needsIds: [login] });
    await see('up', cause, hard, soft);
    await see('down', cause);
    await see('down', soft);
    expect(await alarms()).toEqual([]);
    await see('down', hard);
    await pass(SECOND_MS);
    expect(await alarms()).toEqual(['down']);
  });

  test('what only a provider’s outage explains, of which operators get no mail, is told once it lasted five minutes', async () => {
    const gmail = await addService(database.db, { name: 'Gmail' });
    await setDependencies(ctx(), { serviceId, needsIds: [gmail] });
    await see('up', hard);
    await addOutage(database.db, gmail, { source: 'provider', externalId: `x-${database.dialect}`, startedAt: T });
    await see('down', hard);
    await pass(4 * MINUTE_MS);
    expect(await listUntoldOpenOutages(database.db, clock.at)).toEqual([]);
    expect(await alarms()).toEqual([]);
    await pass(MINUTE_MS);
    expect(await alarms()).toEqual(['down']);
    await see('up', hard);
    expect(await alarms()).toEqual(['down', 'over']);
  });

  test('also in an incident that is not ours an end is told at once, that of a flapping once it stayed well', async () => {
    await see('up', hard);
    await see('down', hard);
    await database.db.updateTable('incident').set({ source: 'declared' }).where('resolvedAt', 'is', null).execute();
    await see('up', hard);
    await flap(hard, 3);
    expect(await alarms()).toEqual(['down', 'over', 'down']);
    await pass(9 * MINUTE_MS);
    expect(await alarms()).toEqual(['down', 'over', 'down']);
    await pass(MINUTE_MS);
    expect(await alarms()).toEqual(['down', 'over', 'down', 'over']);
    for (let hour = 0; hour < 3; hour += 1) {
      await pass(60 * MINUTE_MS);
      await flap(hard);
    }
    expect(await alarms()).toHaveLength(10);
  });

  test('the end of a flapping is told once it stayed well, also while its incident goes on for another service', async () => {
    const other = await addService(database.db, { name: 'Mail' });
    const { id: mail } = await addCheck(database.db, other, FAST_CHECK);
    await see('up', hard, mail);
    await see('down', hard, mail);
    await see('up', hard);
    await flap(hard, 2);
    await pass(5 * MINUTE_MS);
    await see('down', hard);
    await pass(6 * MINUTE_MS);
    expect(await alarms()).toEqual(['down', 'over', 'down', 'down']);
    await see('up', hard);
    await pass(9 * MINUTE_MS);
    expect(await alarms()).toHaveLength(4);
    await pass(MINUTE_MS);
    expect(await alarms()).toEqual(['down', 'over', 'down', 'down', 'over']);
    await see('up', mail);
    await pass(20 * MINUTE_MS);
    expect(await alarms()).toHaveLength(5);
  });

  test('while an alarm is held back, nobody waits for the lock of outages until it is due', async () => {
    await see('up', hard);
    await flap(hard, 2);
    await see('down', hard);
    const locks = async () =>
      (await database.db.selectFrom('counter').selectAll().where('scope', '=', 'outage-changes').execute())[0];
    const before = await locks();
    clock.advance(4 * MINUTE_MS);
    expect(await listUntoldOpenOutages(database.db, clock.at)).toHaveLength(1);
    expect(await raiseHeldAlarms(ctx())).toEqual([]);
    expect(await locks()).toEqual(before);
    clock.advance(MINUTE_MS);
    expect(await raiseHeldAlarms(ctx())).toHaveLength(1);
    expect(await locks()).not.toEqual(before);
  });

  test('an operator who ends an outage of his own hears nothing more of the measured one that was over before', async () => {
    await see('up', hard);
    await see('down', hard);
    const outages = await listOutages(database.db, [serviceId], EVER);
    const incidentId = outages[0]?.incidentId ?? null;
    const outageId = await addOutage(database.db, serviceId, { source: 'declared', startedAt: clock.at, incidentId });
    clock.advance(STEP);
    await see('up', hard);
    expect(await alarms()).toEqual(['down', 'over']);
    await endOutage(ctx(), { outageId, endedAt: clock.at });
    const { resolvedAt } = await database.db
      .selectFrom('incident')
      .select('resolvedAt')
      .where('id', '=', incidentId ?? '')
      .executeTakeFirstOrThrow();
    expect(resolvedAt).not.toBeNull();
    expect(await alarms()).toEqual(['down', 'over']);
  });

  test('what an outage of our checks explains asks for no alarm as long as that lasts', async () => {
    const login = await addService(database.db, { name: 'Login' });
    const cause = (await addCheck(database.db, login, FAST_CHECK)).id;
    await setDependencies(ctx(), { serviceId, needsIds: [login] });
    await see('up', cause, hard);
    await see('down', cause, hard);
    clock.advance(60 * MINUTE_MS);
    expect(await alarms()).toEqual([]);
    expect(await listUntoldOpenOutages(database.db, clock.at)).toEqual([]);
    await see('up', cause);
    await pass(10 * MINUTE_MS);
    expect(await alarms()).toEqual(['down']);
  });

  test('if the last of a flapping is explained, the end of the flapping is told nevertheless', async () => {
    const login = await addService(database.db, { name: 'Login' });
    const cause = (await addCheck(database.db, login, FAST_CHECK)).id;
    await setDependencies(ctx(), { serviceId, needsIds: [login] });
    await see('up', cause, hard, soft);
    await flap(hard, 2);
    await see('down', cause, hard);
    await see('up', cause, hard);
    await pass(10 * MINUTE_MS);
    await pass(10 * MINUTE_MS);
    expect(await alarms()).toEqual(['down', 'over', 'down', 'over']);
  });

  test('in any sequence, what is open and lasts is told as what it is, and short flapping four times', async () => {
    const login = await addService(database.db, { name: 'Login' });
    const cause = (await addCheck(database.db, login, FAST_CHECK)).id;
    await setDependencies(ctx(), { serviceId, needsIds: [login] });
    const checks = [hard, soft, cause];
    await see('up', ...checks);
    const moves = fc.array(fc.tuple(fc.nat(2), fc.boolean(), fc.constantFrom(0, 20_000, 4 * MINUTE_MS)), {
      minLength: 10,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(moves, async (sequence) => {
        for (const [which, isUp, ms] of sequence) {
          await see(isUp ? 'up' : 'down', checks[which] ?? hard);
          await pass(ms);
        }
        await see('up', cause);
        const isDown = sequence.findLast(([which]) => which === 0)?.[1] === false;
        const isSlow = sequence.findLast(([which]) => which === 1)?.[1] === false;
        for (let minutes = 0; minutes < 20; minutes += 1) await pass(MINUTE_MS);
        const [open] = await database.db
          .selectFrom('outage')
          .leftJoin('outageAlert', (join) =>
            join.onRef('outageAlert.outageId', '=', 'outage.id').on('outageAlert.kind', '=', 'started'),
          )
          .select(['outage.state', 'outageAlert.state as toldAs'])
          .where('serviceId', '=', serviceId)
          .where('endedAt', 'is', null)
          .where('retractedAt', 'is', null)
          .execute();
        expect(open !== undefined).toBe(isDown || isSlow);
        expect(open?.toldAs).toBe(open?.state);
        await see('up', hard, soft);
        await pass(20 * MINUTE_MS);
        const told = await alarms();
        if (told.length > 0) expect(told.at(-1)).toBe('over');
        await database.db.deleteFrom('outageAlert').execute();
        await pass(60 * MINUTE_MS);
        await flap(hard, 8);
        await flap(soft, 3);
        await pass(10 * MINUTE_MS);
        expect(await alarms()).toEqual(['down', 'over', 'down', 'over']);
        await database.db.deleteFrom('outageAlert').execute();
        await pass(60 * MINUTE_MS);
      }),
      { numRuns: 4 },
    );
  });

  test('a batch of many checks raises one alarm for each service', async () => {
    const leaseToken = ctx().newId();
    await see('up', hard, soft);
    await database.db.updateTable('healthCheck').set({ leaseToken }).where('serviceId', '=', serviceId).execute();
    await recordSamples(ctx(), {
      outcomes: [hard, soft].map((checkId) => ({
        ...{ checkId, leaseToken, latencyMs: null, cause: null, detail: null },
        sample: { at: clock.at, state: 'down' as const, gapCause: null },
      })),
    });
    expect(await alarms()).toEqual(['down']);
  });
});
