import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noteLateSamples, noteSamplesChanged } from '#commands/note-samples-changed';
import { rollUpSamples } from '#commands/roll-up-samples';
import { connect, type Db } from '#db/connect';
import { lockRows } from '#db/row-locks';
import { bucketStart, ROLLUP_MINUTES, type RolledSample } from '#domain/rollups/rollup';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';
import type { SampleState } from '#domain/words';
import { prune } from '#jobs/upkeep/prune';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { rightRollups, storedRollups } from '#test/support/rollups';
import { addCheck, addService } from '#test/support/rows';
import { config } from '#test/support/upkeep';

const DAY = Date.parse('2026-11-22T00:00:00Z');
const { signal } = new AbortController();

onEachDatabase('rolling up', (database) => {
  /** Of those who write: behind everything that is written here. */
  const writing = new TestClock(DAY + 100 * DAY_MS);
  const context = (clock: TestClock, db: Db = database.db) => testContext(db, clock);
  const rollUp = (clock: TestClock) => rollUpDue({ ctx: context(clock), signal });
  const pruneAll = (clock: TestClock) => prune({ ctx: context(clock), config: config(), signal });

  async function addWatched(): Promise<number> {
    const serviceId = await addService(database.db);
    return (await addCheck(database.db, serviceId, { intervalMs: MINUTE_MS })).no;
  }

  /** As whoever records samples does: holding the check, and noting what came late. */
  async function write(no: number, samples: readonly RolledSample[], through: Db = database.db): Promise<void> {
    await through.transaction().execute(async (db) => {
      const rows = samples.map((sample) => ({ checkNo: no, ...sample }));
      await lockRows(db, db.selectFrom('healthCheck').select('id').where('no', '=', no)).execute();
      await db
        .insertInto('sample')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await noteLateSamples(testContext(db, writing), rows);
    });
  }

  const upAt = (at: number, latencyMs = 20): RolledSample => ({ at, state: 'up', latencyMs });

  async function rawOf(no: number): Promise<RolledSample[]> {
    return database.db.selectFrom('sample').select(['at', 'state', 'latencyMs']).where('checkNo', '=', no).execute();
  }

  async function expectRight(no: number, samples: readonly RolledSample[], now: number): Promise<void> {
    const until = bucketStart(now - MINUTE_MS, 5);
    for (const minutes of ROLLUP_MINUTES) {
      expect(await storedRollups(database.db, no, minutes)).toEqual(rightRollups(samples, { minutes, until }));
    }
  }

  test('what is stored is right after any order of samples, late ones, judgements set right and runs of the job', async () => {
    const minute = fc.integer({ min: 0, max: 3 * 1_440 });
    const action = fc.oneof(
      fc.record({ kind: fc.constant('sample' as const), minute, ms: fc.nat(900) }),
      fc.record({ kind: fc.constant('forgive' as const), minute, ms: fc.nat(300) }),
      fc.record({ kind: fc.constant('run' as const), minute, ms: fc.nat(60_000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (actions) => {
        const no = await addWatched();
        const clock = new TestClock(DAY);
        for (const { kind, minute, ms } of [...actions, { kind: 'run', minute: 4 * 1_440, ms: 0 } as const]) {
          const at = DAY + minute * MINUTE_MS;
          if (kind === 'sample') {
            const state: SampleState = ms % 3 === 0 ? 'down' : 'up';
            await write(no, [{ at: at + ms, state, latencyMs: state === 'up' ? ms : null }]);
          }
          if (kind === 'forgive') await forgive(no, at, at + ms * MINUTE_MS);
          if (kind === 'run') {
            clock.at = at + ms;
            await rollUp(clock);
          }
        }
        await expectRight(no, await rawOf(no), clock.at);
      }),
      { numRuns: 25 },
    );
  });

  async function forgive(no: number, from: number, to: number): Promise<void> {
    await database.db.transaction().execute(async (db) => {
      await db
        .updateTable('sample')
        .set({ state: 'unknown' })
        .where('checkNo', '=', no)
        .where('state', '=', 'down')
        .where('at', '>=', from)
        .where('at', '<', to)
        .execute();
      await noteSamplesChanged(testContext(db, writing), { checkNo: no, from });
    });
  }

  test('a bucket waits until a minute after its end', async () => {
    const no = await addWatched();
    await write(no, [upAt(DAY), upAt(DAY + 4 * MINUTE_MS)]);
    const clock = new TestClock(DAY + 6 * MINUTE_MS - 1);
    await rollUp(clock);
    expect(await storedRollups(database.db, no, 5)).toEqual([]);
    clock.at += 1;
    await rollUp(clock);
    expect(await storedRollups(database.db, no, 5)).toEqual([
      { startedAt: DAY, upCount: 2, downCount: 0, unknownCount: 0, cells: [[20, 2]] },
    ]);
  });

  test('the first step begins with the first sample, however late in the day that is', async () => {
    const no = await addWatched();
    const samples = [upAt(DAY + 23 * HOUR_MS + 51 * MINUTE_MS), upAt(DAY + 23 * HOUR_MS + 53 * MINUTE_MS)];
    await write(no, samples);
    const others = await Promise.all(Array.from({ length: 24 }, addWatched));
    const until = DAY + 23 * HOUR_MS + 55 * MINUTE_MS;
    await rollUpSamples(context(new TestClock(until)), { checkNos: [no, ...others], until });
    expect(await storedRollups(database.db, no, 5)).toEqual(rightRollups(samples, { minutes: 5, until }));
    await rollUp(new TestClock(DAY + DAY_MS + 10 * MINUTE_MS));
    await expectRight(no, samples, DAY + DAY_MS + 10 * MINUTE_MS);
  });

  test('a check that is no longer run gets its last hour and day', async () => {
    const no = await addWatched();
    await write(no, [upAt(DAY + 14 * HOUR_MS)]);
    const clock = new TestClock(DAY + 14 * HOUR_MS + 10 * MINUTE_MS);
    await rollUp(clock);
    clock.at = DAY + 5 * DAY_MS;
    await rollUp(clock);
    await expectRight(no, await rawOf(no), clock.at);
    expect(await storedRollups(database.db, no, 1_440)).toHaveLength(1);
  });

  test('two processes at once roll up what one alone would', async () => {
    const one = connect(database.url, { busyTimeoutMs: 0 });
    const other = connect(database.url, { busyTimeoutMs: 0 });
    try {
      const numbers: number[] = [];
      const clock = new TestClock(DAY + 2 * DAY_MS);
      for (let index = 0; index < 4; index += 1) {
        const no = await addWatched();
        numbers.push(no);
        await write(
          no,
          Array.from({ length: 300 }, (_, step) => upAt(DAY + step * 6 * MINUTE_MS, step)),
        );
      }
      await Promise.all([one, other].map(({ db }) => rollUpDue({ ctx: context(clock, db), signal })));
      for (const no of numbers) await expectRight(no, await rawOf(no), clock.at);
    } finally {
      await one.close();
      await other.close();
    }
  });

  test('samples written while the job runs are not lost to it', async () => {
    const one = connect(database.url, { busyTimeoutMs: 0 });
    const other = connect(database.url, { busyTimeoutMs: 0 });
    try {
      const no = await addWatched();
      const clock = new TestClock(DAY + DAY_MS + HOUR_MS);
      await write(no, [upAt(DAY)]);
      const running = rollUpDue({ ctx: context(clock, other.db), signal });
      for (let step = 1; step < 30; step += 1) await write(no, [upAt(DAY + step * 40 * MINUTE_MS)], one.db);
      await running;
      await rollUp(clock);
      await expectRight(no, await rawOf(no), clock.at);
    } finally {
      await one.close();
      await other.close();
    }
  });

  test('a clock that was years ahead for a while does not stop the rolling up', async () => {
    const no = await addWatched();
    const clock = new TestClock(DAY + 2_000 * DAY_MS);
    await write(no, [upAt(clock.at - 2 * HOUR_MS)]);
    await rollUp(clock);
    clock.at = DAY + 4 * HOUR_MS;
    await write(no, [upAt(DAY + HOUR_MS), upAt(DAY + 2 * HOUR_MS)]);
    await rollUp(clock);
    expect(await storedRollups(database.db, no, 60)).toMatchObject([
      { startedAt: DAY + HOUR_MS, upCount: 1 },
      { startedAt: DAY + 2 * HOUR_MS, upCount: 1 },
      { upCount: 1 },
    ]);
  });

  test('what a clock pruned that was a year ahead is not final: what is measured afterwards is rolled up', async () => {
    const no = await addWatched();
    await write(no, [upAt(DAY + HOUR_MS)]);
    const clock = new TestClock(DAY + 365 * DAY_MS);
    await write(no, [upAt(clock.at - 2 * HOUR_MS)]);
    await rollUp(clock);
    await pruneAll(clock);
    clock.at = DAY + DAY_MS + HOUR_MS;
    writing.at = clock.at;
    await write(no, [upAt(DAY + DAY_MS + MINUTE_MS)]);
    clock.advance(DAY_MS);
    await rollUp(clock);
    writing.at = DAY + 100 * DAY_MS;
    expect(await storedRollups(database.db, no, 1_440)).toMatchObject([
      { startedAt: DAY, upCount: 1 },
      { startedAt: DAY + DAY_MS, upCount: 1 },
    ]);
  });

  test('only what is rolled up is pruned, in whole days, and what is pruned stays as it was', async () => {
    const no = await addWatched();
    const samples = [0, 1, 2, 3].map((day) => upAt(DAY + day * DAY_MS + 5 * HOUR_MS, 7));
    await write(no, samples);
    const clock = new TestClock(DAY + 40 * DAY_MS);
    await pruneAll(clock);
    expect(await rawOf(no)).toHaveLength(4);

    clock.at = DAY + 32 * DAY_MS + 9 * HOUR_MS;
    await rollUp(clock);
    await pruneAll(clock);
    expect((await rawOf(no)).map(({ at }) => at)).toEqual(samples.slice(2).map(({ at }) => at));

    // A judgement of days that are gone changes nothing; what is still there is rolled up again.
    await forgive(no, DAY, DAY + 40 * DAY_MS);
    await write(no, [{ at: DAY + 3 * DAY_MS + 6 * HOUR_MS, state: 'down', latencyMs: null }]);
    await rollUp(clock);
    expect(await storedRollups(database.db, no, 1_440)).toMatchObject([
      { upCount: 1, downCount: 0 },
      { upCount: 1, downCount: 0 },
      { upCount: 1, downCount: 0 },
      { upCount: 1, downCount: 1 },
    ]);
  });

  test('what waits to be rolled up again is not pruned, however old it is', async () => {
    const no = await addWatched();
    const samples = [0, 1, 2].map((day) => upAt(DAY + day * DAY_MS + 5 * HOUR_MS));
    await write(no, samples);
    const clock = new TestClock(DAY + 4 * DAY_MS);
    await rollUp(clock);
    await forgive(no, DAY + DAY_MS, DAY + 2 * DAY_MS);
    clock.at = DAY + 60 * DAY_MS;
    await pruneAll(clock);
    expect((await rawOf(no)).map(({ at }) => at)).toEqual(samples.slice(1).map(({ at }) => at));
    await rollUp(clock);
    await pruneAll(clock);
    expect(await rawOf(no)).toEqual([]);
    expect(await storedRollups(database.db, no, 1_440)).toMatchObject([{ upCount: 1 }, { upCount: 1 }, { upCount: 1 }]);
  });

  test('five minutes and hours go after their time, days stay for ever', async () => {
    const no = await addWatched();
    await write(no, [upAt(DAY), upAt(DAY + DAY_MS)]);
    const clock = new TestClock(DAY + 2 * DAY_MS + HOUR_MS);
    await rollUp(clock);
    const left = async (): Promise<number[]> => {
      const found: number[] = [];
      for (const minutes of ROLLUP_MINUTES) found.push((await storedRollups(database.db, no, minutes)).length);
      return found;
    };
    for (const [days, expected] of [
      [30, [2, 2, 2]],
      [91, [1, 2, 2]],
      [92, [0, 2, 2]],
      [401, [0, 1, 2]],
      [4_000, [0, 0, 2]],
    ] as const) {
      clock.at = bucketStart(DAY, 1_440) + days * DAY_MS;
      await pruneAll(clock);
      expect(await left()).toEqual(expected);
    }
  });
});
