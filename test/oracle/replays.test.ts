import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPlace } from '#commands/add-place';
import type { CommandContext } from '#commands/context';
import { recordPlaceResults } from '#commands/record-place-results';
import { recordSamples } from '#commands/record-samples';
import { subtractIntervals } from '#domain/interval';
import { TestClock } from '#test/support/context';
import type { OpenedDatabase } from '#test/support/databases';
import { contextOf, type Lived, live, openQuickDatabase, runsOf } from '#test/support/oracle/live';
import { type BuiltScene, build, writtenGaps, writtenOutages } from '#test/support/oracle/scene';
import type { Look } from '#test/support/oracle/watcher';
import { type World, worlds } from '#test/support/oracle/world';
import { lookForSilence } from '#test/support/places';

let database: OpenedDatabase;
let place: { readonly id: string; readonly no: number };
beforeAll(async () => {
  database = await openQuickDatabase();
  const { db } = database.connection;
  const { id } = await addPlace(contextOf(db, new TestClock()), { name: 'Paris' });
  place = await db.selectFrom('place').select(['id', 'no']).where('id', '=', id).executeTakeFirstOrThrow();
});
afterAll(() => database.drop());

const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 });
const unwell = worlds({ ourOwn: true, clock: false, pause: false });
/** What a batch says of a lost connection counts for all before it: cut elsewhere, it counts for others. */
const calm = unwell.map(
  (world): World => ({
    ...world,
    watches: world.watches.map((one) => ({ ...one, we: one.we === 'are-cut-off' ? 'watch' : one.we })),
  }),
);

test('the same results written once more, or in batches cut elsewhere, make the same books', async () => {
  await fc.assert(
    fc.asyncProperty(unwell, cuts, async (world, sizes) => {
      const lived = await live(database.connection.db, world);
      const books = await booksOf(lived.ctx, lived.scene);
      await recordSamples(lived.ctx, { outcomes: lived.watcher.looks.map(({ outcome }) => outcome) });
      expect(await booksOf(lived.ctx, lived.scene)).toEqual(books);
      const wasCutOff = world.watches.some(({ we }) => we === 'are-cut-off');
      for (const cut of wasCutOff ? [[1]] : [[1], sizes]) {
        const again = await beginAgain(lived);
        for (const batch of inBatches(again.looks, cut)) await writeBatch(again, batch);
        again.clock.at = lived.clock.at;
        expect(await booksOf(again.ctx, again.scene), `cut ${cut}`).toEqual(books);
      }
    }),
    runsOf(5),
  );
}, 600_000);

test('told late by the agent of a place, in whatever pieces and more than once, they make the same books', async () => {
  await fc.assert(
    fc.asyncProperty(calm, cuts, async (world, sizes) => {
      const lived = await live(database.connection.db, world);
      const books = await booksOf(lived.ctx, lived.scene);
      const again = await beginAgain(lived, true);
      again.clock.at = lived.clock.at;
      for (const batch of inPieces(again.looks, sizes)) {
        await lookForSilence(again.ctx, again.clock);
        await tell(again.ctx, batch);
      }
      const told = await booksOf(again.ctx, again.scene);
      const late = await tell(again.ctx, again.looks);
      expect([late.recorded, late.refused]).toEqual([0, []]);
      expect(await booksOf(again.ctx, again.scene)).toEqual(told);
      expect(told).toEqual(books);
    }),
    runsOf(5),
  );
}, 600_000);

interface Again {
  readonly ctx: CommandContext;
  readonly clock: TestClock;
  readonly scene: BuiltScene;
  readonly looks: readonly Look[];
}

/** The same world from its first moment, with its looks in the names of new checks. */
async function beginAgain(lived: Lived, fromPlace = false): Promise<Again> {
  const clock = new TestClock(lived.scene.createdAt);
  const ctx = contextOf(database.connection.db, clock);
  const scene = await build(ctx, lived.scene.world, fromPlace ? { placeIds: [place.id], agreeCount: null } : undefined);
  const idOf = new Map(lived.scene.checks.map((check, index) => [check.id, scene.checks[index]?.id ?? '']));
  const looks = lived.watcher.looks.map((look) => ({ ...look, checkId: idOf.get(look.checkId) ?? '' }));
  return { ctx, clock, scene, looks };
}

/** Batches of these sizes in turn; of one check there is one result in a batch at most. */
function inBatches(looks: readonly Look[], sizes: readonly number[]): Look[][] {
  const batches: Look[][] = [];
  for (const look of looks) {
    const batch = batches.at(-1);
    const size = sizes[(batches.length - 1) % sizes.length] ?? 1;
    if (batch && batch.length < size && !batch.some(({ checkId }) => checkId === look.checkId)) batch.push(look);
    else batches.push([look]);
  }
  return batches;
}

function inPieces(looks: readonly Look[], sizes: readonly number[]): Look[][] {
  const pieces: Look[][] = [];
  for (let from = 0; from < looks.length; from += pieces.at(-1)?.length || 1) {
    pieces.push(looks.slice(from, from + 5 * (sizes[pieces.length % sizes.length] ?? 1)));
  }
  return pieces;
}

async function writeBatch({ ctx, clock }: Again, batch: readonly Look[]): Promise<void> {
  clock.at = Math.max(...batch.map(({ writtenAt }) => writtenAt));
  const ids = batch.map(({ checkId }) => checkId);
  const leaseToken = ctx.newId();
  await ctx.db.updateTable('healthCheck').set({ leaseToken }).where('id', 'in', ids).execute();
  await recordSamples(ctx, { outcomes: batch.map(({ checkId, outcome }) => ({ ...outcome, checkId, leaseToken })) });
}

function tell(ctx: CommandContext, looks: readonly Look[]) {
  const results = looks.map(({ checkId, outcome: { sample, latencyMs, cause, detail } }) => ({
    ...{ checkId, sample, latencyMs, cause, detail },
  }));
  return recordPlaceResults(ctx, { place, results, keptFrom: 0 });
}

async function booksOf(ctx: CommandContext, scene: BuiltScene) {
  const now = ctx.now();
  const services = [scene.serviceId, ...(scene.neededId ? [scene.neededId] : [])];
  const outages = [];
  for (const id of services) outages.push(await writtenOutages(ctx.db, id, now));
  const gaps = [];
  for (const { id } of scene.checks) {
    const failing = await ctx.db.selectFrom('checkSpan').selectAll().where('checkId', '=', id).execute();
    // A place that loses sight right after a failure saw it for that one moment.
    const seen = failing.map(({ startedAt }) => ({ startedAt, endedAt: startedAt + 1 }));
    gaps.push(subtractIntervals(await writtenGaps(ctx.db, id, now), seen));
  }
  return { outages, gaps };
}
