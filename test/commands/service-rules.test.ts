import { beforeEach, expect, test } from 'vitest';
import { correctOutage } from '#commands/correct-outage';
import { listOutages } from '#db/queries/outages';
import { MINUTE_MS, SECOND_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const FAST = { failAfter: 1, recoverAfter: 1, intervalMs: 30 * SECOND_MS };

onEachDatabase('the rule of a service', (database) => {
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock(T);
    await database.db.updateTable('incident').set({ resolvedAt: 1 }).execute();
  });
  const ctx = () => testContext(database.db, clock);
  const phasesOf = async (serviceId: string) =>
    (await listOutages(database.db, [serviceId], EVER)).map(({ phases }) =>
      phases.map(({ startedAt, endedAt, state }) => [startedAt - T, endedAt === null ? null : endedAt - T, state]),
    );

  async function scene(rule: Parameters<typeof addService>[1]) {
    const serviceId = await addService(database.db, rule);
    const ids: string[] = [];
    for (let no = 0; no < 3; no += 1) ids.push((await addCheck(database.db, serviceId, FAST)).id);
    const look = async (index: number, state: 'up' | 'down', at: number) => {
      clock.at = T + at;
      await recordPlayed(ctx(), [{ checkId: ids[index] ?? '', at: clock.at, state }]);
    };
    await look(0, 'down', 0);
    await look(1, 'down', 1_000);
    await look(2, 'down', 2_000);
    await look(1, 'up', 3_000);
    await look(2, 'up', 4_000);
    await look(0, 'up', 5_000);
    return { serviceId, look };
  }

  test('any failing check makes it down', async () => {
    const { serviceId } = await scene({ downWhen: 'any' });
    expect(await phasesOf(serviceId)).toEqual([[[0, 5_000, 'down']]]);
  });

  test('all must fail to make it down, fewer make it degraded', async () => {
    const { serviceId } = await scene({ downWhen: 'all' });
    expect(await phasesOf(serviceId)).toEqual([
      [
        [0, 2_000, 'degraded'],
        [2_000, 3_000, 'down'],
        [3_000, 5_000, 'degraded'],
      ],
    ]);
  });

  test('two of three must fail, and fewer are nothing', async () => {
    const { serviceId } = await scene({ downWhen: 'at-least', downCount: 2, otherwise: 'nothing' });
    expect(await phasesOf(serviceId)).toEqual([[[1_000, 4_000, 'down']]]);
  });

  test('while one check keeps failing, two outages of two checks stay two', async () => {
    const serviceId = await addService(database.db, { downWhen: 'at-least', downCount: 2, otherwise: 'nothing' });
    const steady = await addCheck(database.db, serviceId, FAST);
    const other = await addCheck(database.db, serviceId, FAST);
    for (const [id, state, at] of [
      [steady.id, 'down', 0],
      [other.id, 'down', 1_000],
      [other.id, 'up', 2_000],
      [other.id, 'down', 5_000],
      [other.id, 'up', 6_000],
    ] as const) {
      clock.at = T + at;
      await recordPlayed(ctx(), [{ checkId: id, at: clock.at, state }]);
    }
    expect(await phasesOf(serviceId)).toEqual([[[1_000, 2_000, 'down']], [[5_000, 6_000, 'down']]]);
  });

  test('what a person put right stays, whatever the checks come to say of that time', async () => {
    const { serviceId } = await scene({});
    const [outage] = await listOutages(database.db, [serviceId], EVER);
    if (!outage) throw new Error('There is no outage.');
    clock.advance(MINUTE_MS);
    const phase = {
      startedAt: T + 1_000,
      endedAt: T + 2_000,
      state: 'degraded',
      surfaces: [],
      locations: [],
      sharePpm: null,
    } as const;
    await correctOutage(ctx(), { outageId: outage.id, revision: outage.revision, reason: 'A test.', phases: [phase] });
    const late = await addCheck(database.db, serviceId, { ...FAST, failAfter: 2 });
    await recordPlayed(ctx(), [{ checkId: late.id, at: T + 4_000, state: 'down' }]);
    clock.advance(1_000);
    await recordPlayed(ctx(), [{ checkId: late.id, at: T + 20_000, state: 'down' }]);
    expect(await phasesOf(serviceId)).toEqual([[[1_000, 2_000, 'degraded']], [[5_000, null, 'down']]]);
  });
});
