import { beforeEach, expect, test } from 'vitest';
import { recordSamples } from '#commands/record-samples';
import { listOutages } from '#db/queries/outages';
import { SECOND_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';

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

  test('makes its service degraded from the first slow answer to the first one in time', async () => {
    await play([...times(12, 100), ...times(6, 5_000)]);
    expect(await phases()).toEqual([[[12, null, 'degraded']]]);
    await play(times(15, 100));
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
});
