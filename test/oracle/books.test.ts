import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#commands/context';
import { settleMeasuredOutage } from '#commands/settle-measured-outage';
import { takeBackOwnFailures } from '#commands/take-back-own-failures';
import { type Interval, intersectIntervals, mergeIntervals } from '#domain/interval';
import { DAY_MS } from '#domain/time';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import type { OpenedDatabase } from '#test/support/databases';
import { expectNoNeedlessAlarm } from '#test/support/oracle/alarms';
import { type Lived, live, openQuickDatabase, runsOf } from '#test/support/oracle/live';
import { blindTimes, type NaiveCheck, naiveOutages } from '#test/support/oracle/naive-judge';
import { expectDisjoint, expectEachMomentOnce } from '#test/support/oracle/pages';
import { type BuiltScene, writtenCheck, writtenGaps, writtenOutages } from '#test/support/oracle/scene';
import { byClock, downTimes, watchedDowntimes } from '#test/support/oracle/truth';
import { type Target, truthAt, watchesOf, worlds } from '#test/support/oracle/world';
import { rightRollups, storedRollups } from '#test/support/rollups';

let database: OpenedDatabase;
beforeAll(async () => {
  database = await openQuickDatabase();
});
afterAll(() => database.drop());

test('what was lived through stands in the books as it was, and as the slow judge has it', async () => {
  await fc.assert(
    fc.asyncProperty(worlds({ ourOwn: true, clock: false, pause: true }), async (world) => {
      const lived = await live(database.connection.db, world);
      const checks = await checksOf(lived);
      await expectSlowJudgeAgrees(lived, checks);
      await expectTruth(lived, checks);
      await expectEachMomentOnce(lived, checks);
      await expectNoNeedlessAlarm(lived);
      await expectNothingChanges(lived);
      await expectRollups(lived);
    }),
    runsOf(8),
  );
}, 600_000);

test('however the clock is set, no outage is made up, each moment counts once, and the roll-ups hold every look', async () => {
  await fc.assert(
    fc.asyncProperty(worlds({ ourOwn: true, clock: true, pause: false }), async (world) => {
      const lived = await live(database.connection.db, world);
      await expectNothingMadeUp(lived);
      await expectDisjoint(lived);
      await expectNothingChanges(lived);
      await expectRollups(lived);
    }),
    runsOf(8),
  );
}, 600_000);

async function checksOf({ ctx, scene }: Lived): Promise<NaiveCheck[]> {
  const checks: NaiveCheck[] = [];
  for (const { id, target } of scene.checks) checks.push(await writtenCheck(ctx.db, id, target));
  return checks;
}

async function expectSlowJudgeAgrees({ ctx, scene }: Lived, checks: readonly NaiveCheck[]): Promise<void> {
  const { world, serviceId, neededId, checkIds } = scene;
  const now = ctx.now();
  const own = checks.slice(0, checkIds.length);
  expect(await writtenOutages(ctx.db, serviceId, now)).toEqual(naiveOutages(own, world, now));
  if (neededId) {
    const rule = { downWhen: 'any', downCount: 1, otherwise: 'degraded' } as const;
    expect(await writtenOutages(ctx.db, neededId, now)).toEqual(naiveOutages(checks.slice(own.length), rule, now));
  }
  for (const [index, check] of checks.entries()) {
    const gaps = await writtenGaps(ctx.db, scene.checks[index]?.id ?? '', now);
    expect(mergeIntervals(gaps)).toEqual(blindTimes(check, now));
  }
}

/** What is written of each check is what its target truly did. */
async function expectTruth({ ctx, scene, watcher }: Lived, checks: readonly NaiveCheck[]): Promise<void> {
  const zero = watcher.offsets[0]?.offset ?? 0;
  for (const [index, { id, target }] of scene.checks.entries()) {
    const failing = await failingSpans(ctx.db, id, ctx.now());
    for (const { startedAt } of failing) {
      const at = startedAt - zero;
      expect(isDown(target, at) || isUnnoticedLoss(scene, target, at), `${id} failing from ${at}`).toBe(true);
    }
    const firstGood = checks[index]?.looks.find(({ state }) => state === 'up')?.at ?? Number.POSITIVE_INFINITY;
    for (const lost of watchedDowntimes(target, scene.world, index === 0)) {
      const run = target.intervalMs + target.timeoutMs + scene.world.lingerMs;
      const least = (target.failAfter + 1) * run + (lost.vouched ? 0 : 25_000 + 2 * run);
      if (lost.until - lost.from < least || firstGood - zero >= lost.began) continue;
      const found = failing.find((span) => span.startedAt - zero < lost.until && span.endedAt - zero > lost.from);
      expect(found, `${id} down ${JSON.stringify(lost)}`).toBeDefined();
      if (!found) continue;
      expect(found.startedAt - zero).toBeLessThanOrEqual(lost.from + run);
      expect(found.endedAt - zero).toBeGreaterThanOrEqual(lost.until - run);
    }
  }
}

function isDown(target: Target, at: number): boolean {
  return truthAt(target, at) !== 'up';
}

/** A loss so short that nobody asked the witnesses while it lasted looks like a failure of the target. */
function isUnnoticedLoss({ world, checks }: BuiltScene, { timeoutMs }: Target, at: number): boolean {
  const seldom = Math.max(...checks.map(({ target }) => 2 * target.intervalMs + target.timeoutMs)) + 10_000;
  return watchesOf(world).some(
    ({ we, startedAt, endedAt }) =>
      we === 'are-cut-off' && startedAt <= at + timeoutMs && at < endedAt && endedAt - startedAt < seldom,
  );
}

async function failingSpans(db: Lived['ctx']['db'], checkId: string, now: number): Promise<Interval[]> {
  const spans = await db
    .selectFrom('checkSpan')
    .select(['startedAt', 'endedAt'])
    .where('checkId', '=', checkId)
    .where('kind', '=', 'failing')
    .where('takenBackAt', 'is', null)
    .orderBy('startedAt')
    .execute();
  return spans.map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? now }));
}

/** Judging again what nobody changed changes nothing. */
async function expectNothingChanges({ ctx, scene }: Lived): Promise<void> {
  await takeBackOwnFailures(ctx);
  const before = await booksOf(ctx.db);
  await takeBackOwnFailures(ctx);
  for (const serviceId of [scene.serviceId, ...(scene.neededId ? [scene.neededId] : [])]) {
    await inTransaction(ctx, (tx) => settleMeasuredOutage(tx, { serviceId, since: 0 }));
  }
  expect(await booksOf(ctx.db)).toEqual(before);
}

async function booksOf(db: Lived['ctx']['db']) {
  return {
    outages: await db.selectFrom('outage').selectAll().orderBy('id').execute(),
    revisions: await db.selectFrom('outageRevision').selectAll().orderBy('outageId').orderBy('revision').execute(),
    gaps: await db.selectFrom('measurementGap').selectAll().orderBy('id').execute(),
    checks: await db.selectFrom('healthCheck').selectAll().orderBy('no').execute(),
  };
}

async function expectRollups({ ctx, clock, scene }: Lived): Promise<void> {
  clock.at = Math.max(clock.at, ...(await newestSamples(ctx.db))) + 3 * DAY_MS;
  await rollUpDue({ ctx, signal: new AbortController().signal });
  for (const { id } of scene.checks) {
    const { no } = await ctx.db.selectFrom('healthCheck').select('no').where('id', '=', id).executeTakeFirstOrThrow();
    const samples = await ctx.db
      .selectFrom('sample')
      .select(['at', 'state', 'latencyMs'])
      .where('checkNo', '=', no)
      .orderBy('at')
      .execute();
    for (const minutes of [5, 60, 1_440] as const) {
      const right = rightRollups(samples, { minutes, until: clock.at });
      expect(await storedRollups(ctx.db, no, minutes), `${minutes} minutes`).toEqual(right);
    }
  }
}

async function newestSamples(db: Lived['ctx']['db']): Promise<number[]> {
  const rows = await db
    .selectFrom('sample')
    .select((eb) => eb.fn.max('at').as('at'))
    .execute();
  return rows.map(({ at }) => at);
}

/** By whatever clock: where an outage is written, some target was truly down at some time of it. */
async function expectNothingMadeUp({ ctx, scene, watcher }: Lived): Promise<void> {
  const now = ctx.now();
  for (const [serviceId, targets] of [
    [scene.serviceId, scene.world.targets],
    [scene.neededId, scene.world.needed ? [scene.world.needed] : []],
  ] as const) {
    if (serviceId === null) continue;
    const down = byClock(targets.flatMap(downTimes), watcher.offsets);
    for (const outage of await writtenOutages(ctx.db, serviceId, now)) {
      const { startedAt } = outage;
      const endedAt = Math.max(outage.endedAt, startedAt + 1);
      expect(intersectIntervals([{ startedAt, endedAt }], down), JSON.stringify(outage)).not.toEqual([]);
    }
  }
}
