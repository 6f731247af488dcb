import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPlace } from '#commands/add-place';
import type { CommandContext } from '#commands/context';
import { type Interval, mergeIntervals } from '#domain/interval';
import { TestClock } from '#test/support/context';
import type { OpenedDatabase } from '#test/support/databases';
import { contextOf, openQuickDatabase, runsOf } from '#test/support/oracle/live';
import { agreementOf, usedTimes } from '#test/support/oracle/naive-assignments';
import { type NaiveRule, outagesOfFailures } from '#test/support/oracle/naive-judge';
import type { NaiveAgreement } from '#test/support/oracle/naive-places';
import { liveFromPlaces, type PlaceScene } from '#test/support/oracle/place-scene';
import { placeWorlds, type SharedTarget } from '#test/support/oracle/place-world';
import { writtenGaps, writtenOutages } from '#test/support/oracle/scene';
import { lookForSilence } from '#test/support/places';

let database: OpenedDatabase;
const elsewhere: string[] = [];
beforeAll(async () => {
  database = await openQuickDatabase();
  const ctx = contextOf(database.connection.db, new TestClock());
  for (const name of ['Paris', 'Lyon', 'Kyoto', 'Quito']) elsewhere.push((await addPlace(ctx, { name })).id);
});
afterAll(() => database.drop());

test('what several places tell, late and each in its own time, makes the outages that the slow judge has', async () => {
  await fc.assert(
    fc.asyncProperty(placeWorlds, async (world) => {
      const clock = new TestClock();
      const ctx = contextOf(database.connection.db, clock);
      const scene = await liveFromPlaces(ctx, { clock, world, elsewhere });
      await expectSlowJudgeAgrees(ctx, scene);
      const books = await booksOf(ctx, scene);
      await lookForSilence(ctx, clock);
      expect(await booksOf(ctx, scene)).toEqual(books);
    }),
    runsOf(8),
  );
}, 600_000);

async function expectSlowJudgeAgrees(ctx: CommandContext, scene: PlaceScene): Promise<void> {
  const { world, serviceId, neededId, checkIds, zero } = scene;
  const now = ctx.now();
  const agreed = world.targets.map((_, target) => agreementOf(scene, target, now));
  for (const [index, checkId] of checkIds.entries()) {
    const agreement = agreed[index] as NaiveAgreement;
    const gaps = mergeIntervals(await writtenGaps(ctx.db, checkId, now));
    const told = (spans: readonly Interval[]) =>
      spans
        .filter((one) => one.endedAt > one.startedAt)
        .map(({ startedAt, endedAt }) => [startedAt - zero, endedAt - zero]);
    expect(told(gaps), `gaps of ${index}`).toEqual(told(mergeIntervals([...agreement.blind])));
    await expectAgreedSamples(ctx, { checkId, agreement });
  }
  const outagesOf = (targets: readonly number[], rule: NaiveRule) => {
    const of = targets.map((target) => agreed[target] as NaiveAgreement);
    const used = of.map((agreement) => usedTimes(scene, agreement, now));
    const checks = targets.map((target) => world.targets[target] as SharedTarget);
    return outagesOfFailures(checks, { rule, failing: of.map(({ failing }) => failing), used });
  };
  const own = [...world.targets.keys()];
  const needed = neededId === null ? [] : own.splice(-1);
  expect(await writtenOutages(ctx.db, serviceId, now)).toEqual(outagesOf(own, world));
  if (neededId === null) return;
  const rule = { downWhen: 'any', downCount: 1, otherwise: 'degraded' } as const;
  expect(await writtenOutages(ctx.db, neededId, now)).toEqual(outagesOf(needed, rule));
}

/** Each sample says what was agreed when it was taken. */
async function expectAgreedSamples(
  ctx: CommandContext,
  { checkId, agreement }: { readonly checkId: string; readonly agreement: NaiveAgreement },
): Promise<void> {
  const samples = await ctx.db
    .selectFrom('sample')
    .innerJoin('healthCheck', 'healthCheck.no', 'sample.checkNo')
    .select(['sample.at', 'sample.state'])
    .where('healthCheck.id', '=', checkId)
    .orderBy('sample.at')
    .execute();
  const isIn = (spans: NaiveAgreement['failing'], at: number) =>
    spans.some(({ startedAt, endedAt }) => startedAt <= at && at < endedAt);
  const right = samples.map(({ at }) => {
    const state = isIn(agreement.failing, at) ? 'down' : 'up';
    return { at, state: isIn(agreement.blind, at) ? 'unknown' : state };
  });
  expect(samples).toEqual(right);
}

async function booksOf({ db }: CommandContext, { serviceId, checkIds }: PlaceScene) {
  return {
    outages: await db.selectFrom('outage').selectAll().where('serviceId', '=', serviceId).orderBy('id').execute(),
    gaps: await db.selectFrom('measurementGap').selectAll().where('checkId', 'in', checkIds).orderBy('id').execute(),
    spans: await db
      .selectFrom('placeSpan')
      .selectAll()
      .where('checkId', 'in', checkIds)
      .orderBy('checkId')
      .orderBy('placeId')
      .orderBy('kind')
      .orderBy('startedAt')
      .execute(),
  };
}
