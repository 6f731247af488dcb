import { beforeEach, describe, expect, test } from 'vitest';
import { recordSamples } from '#commands/record-samples';
import { listMeasurementGaps } from '#db/queries/checks';
import { listOutages } from '#db/queries/outages';
import { SECOND_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const STEP = 30 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const RULE = { overMs: 2_000, untilMs: 1_600, percentile: 90, windowMs: 15 * STEP, leastSamples: 10 };

onEachDatabase('a check that answers slowly', (database) => {
  let clock: TestClock;
  let serviceId: string;
  let checkId: string;

  beforeEach(async () => {
    clock = new TestClock(T);
    await database.db.updateTable('incident').set({ resolvedAt: 1 }).execute();
    serviceId = await addService(database.db);
    const slowRule = JSON.stringify(RULE);
    const check = await addCheck(database.db, serviceId, { failAfter: 2, recoverAfter: 1, intervalMs: STEP, slowRule });
    checkId = check.id;
  });

  /** Answer times one step apart; null is a failure. */
  async function play(latencies: readonly (number | null)[]): Promise<void> {
    const ctx = testContext(database.db, clock);
    for (const latencyMs of latencies) {
      const leaseToken = ctx.newId();
      await database.db.updateTable('healthCheck').set({ leaseToken }).where('id', '=', checkId).execute();
      const sample = { at: clock.at, state: latencyMs === null ? 'down' : 'up', gapCause: null } as const;
      const outcome = {
        checkId,
        leaseToken,
        sample,
        latencyMs,
        cause: latencyMs === null ? 'refused' : null,
        detail: null,
      } as const;
      await recordSamples(ctx, { outcomes: [outcome] });
      clock.advance(STEP);
    }
  }

  const times = (count: number, latencyMs: number | null) => Array.from({ length: count }, () => latencyMs);
  const phases = async () =>
    (await listOutages(database.db, [serviceId], EVER)).map((outage) =>
      outage.phases.map(({ startedAt, endedAt, state }) => [
        (startedAt - T) / STEP,
        endedAt === null ? null : (endedAt - T) / STEP,
        state,
      ]),
    );

  const checkGaps = async () =>
    (await listMeasurementGaps(database.db, [serviceId], EVER)).map(({ startedAt, endedAt }) => [
      (startedAt - T) / STEP,
      endedAt === null ? null : (endedAt - T) / STEP,
    ]);

  test('makes its service degraded from the first slow answer to the first one in time', async () => {
    await play([...times(12, 100), ...times(6, 5_000)]);
    expect(await phases()).toEqual([[[12, null, 'degraded']]]);
    await play(times(15, 100));
    expect(await phases()).toEqual([[[12, 18, 'degraded']]]);
  });

  test('was slow until the first answer in time, also if that is older than the window once it is well again', async () => {
    await play([...times(12, 100), ...times(6, 5_000), ...times(20, 1_800), ...times(20, 100)]);
    expect(await phases()).toEqual([[[12, 18, 'degraded']]]);
  });

  test('is down, not slow, once it does not answer at all; the outage stays one', async () => {
    await play([...times(12, 100), ...times(6, 5_000), ...times(3, null), ...times(12, 100)]);
    expect(await phases()).toEqual([
      [
        [12, 18, 'degraded'],
        [18, 21, 'down'],
      ],
    ]);
  });

  test('goes on being slow when its rule is taken away and given back', async () => {
    const ruleIs = (slowRule: string | null) =>
      database.db.updateTable('healthCheck').set({ slowRule }).where('id', '=', checkId).execute();
    await play([...times(12, 100), ...times(6, 5_000)]);
    await ruleIs(null);
    await play(times(1, 5_000));
    expect(await phases()).toEqual([[[12, 18, 'degraded']]]);
    await ruleIs(JSON.stringify(RULE));
    await play(times(2, 5_000));
    expect(await phases()).toEqual([[[12, null, 'degraded']]]);
  });

  test('is judged afresh after a failure: slow answers from before do not count', async () => {
    await play([...times(12, 100), ...times(6, 5_000), ...times(2, null), ...times(5, 5_000)]);
    expect(await phases()).toEqual([
      [
        [12, 18, 'degraded'],
        [18, 20, 'down'],
      ],
    ]);
    await play(times(5, 5_000));
    expect((await phases()).flat().at(-1)).toEqual([20, null, 'degraded']);
  });

  test('without a rule nothing is slow, and taking the rule away ends it', async () => {
    await play([...times(12, 100), ...times(6, 5_000)]);
    await database.db.updateTable('healthCheck').set({ slowRule: null }).where('id', '=', checkId).execute();
    await play(times(1, 5_000));
    expect(await phases()).toEqual([[[12, 18, 'degraded']]]);
  });

  describe('over a silence in which nobody looked', () => {
    const silence = (steps: number) => clock.advance(steps * STEP);

    test('is slow up to the last look, and again from the first look that finds it slow', async () => {
      await play([...times(12, 100), ...times(6, 5_000)]);
      silence(400);
      await play(times(2, 5_000));
      expect(await phases()).toEqual([[[12, 17, 'degraded']], [[418, null, 'degraded']]]);
      expect(await checkGaps()).toEqual([[17, 418]]);
      await play(times(20, 100));
      expect(await phases()).toEqual([[[12, 17, 'degraded']], [[418, 420, 'degraded']]]);
    });

    test('was slow up to the last look where it answers in time afterwards, or not at all', async () => {
      await play([...times(12, 100), ...times(6, 5_000)]);
      silence(400);
      await play(times(1, 100));
      expect(await phases()).toEqual([[[12, 17, 'degraded']]]);
      await play([...times(12, 100), ...times(6, 5_000)]);
      silence(10);
      await play(times(2, null));
      expect((await phases()).at(-1)).toEqual([[447, null, 'down']]);
      expect((await phases()).at(-2)).toEqual([[431, 436, 'degraded']]);
    });

    test('begins to be slow with an answer after it, never before', async () => {
      await play([...times(9, 100), ...times(5, 5_000)]);
      const before = await phases();
      silence(3);
      await play(times(9, 5_000));
      const after = await phases();
      expect(after.flat().filter(([startedAt]) => Number(startedAt) > 14)).toEqual([[17, null, 'degraded']]);
      expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    });

    test('is slow while its own connection is lost only as far as it was seen', async () => {
      await play([...times(12, 100), ...times(6, 5_000)]);
      const ctx = testContext(database.db, clock);
      for (let step = 0; step < 20; step += 1) {
        await recordPlayed(ctx, [{ checkId, at: clock.at, state: 'unknown' }]);
        clock.advance(STEP);
      }
      await play(times(1, 100));
      expect(await phases()).toEqual([[[12, 17, 'degraded']]]);
    });
  });
});
