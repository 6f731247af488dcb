import { expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import { noteSilentPlaces } from '#commands/note-silent-places';
import { pausePlace, resumePlace } from '#commands/pause-place';
import { listChecksOfPlace } from '#db/queries/console-places';
import type { SampleState } from '#domain/words';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import {
  addSharedCheck,
  gapsOf,
  INTERVAL_MS,
  lookForSilence,
  outagesOf,
  type SharedCheck,
  tell,
} from '#test/support/places';
import { addCheck, addService } from '#test/support/rows';

const letters = { u: 'up', d: 'down', x: 'unknown' } as const;
const statesOf = (text: string): SampleState[] => [...text].map((letter) => letters[letter as keyof typeof letters]);

/** Gaps that touch are one time, whatever their causes. */
function merged(gaps: readonly (number | null)[][]): (number | null)[][] {
  const all: (number | null)[][] = [];
  for (const [from = null, to = null] of gaps) {
    const last = all.at(-1);
    if (last && last[1] === from) last[1] = to;
    else all.push([from, to]);
  }
  return all;
}

onEachDatabase('a place that is paused', (database) => {
  const clock = new TestClock();
  const ctx = (): CommandContext => testContext(database.db, clock);
  const placeOf = ({ places }: SharedCheck): string => places[0] ?? '';
  const factsOf = async ({ checkId, serviceId }: SharedCheck, zero: number) => ({
    outages: await outagesOf(database.db, serviceId, zero),
    gaps: merged(await gapsOf(database.db, checkId, zero)),
  });

  test.each(['uuuuuuuuuu', 'udddduuuuu', 'uuuuuuuddd', 'udduuxxuuu', 'uuddddxxdd', 'xxxxuuuuuu', 'uuuu', 'uddd'])(
    'is judged by what it tells late of the time before as if it had told it in time: %s',
    async (text) => {
      clock.advance(3_600_000);
      const zero = clock.now();
      const told = { at: zero, states: statesOf(text) };
      const inTime = await addSharedCheck(ctx(), ['In time']);
      const late = await addSharedCheck(ctx(), ['Late']);
      clock.advance(10 * INTERVAL_MS);
      await tell(ctx(), { ...told, checkId: inTime.checkId, placeId: placeOf(inTime) });
      await tell(ctx(), { ...told, checkId: late.checkId, placeId: placeOf(late), states: told.states.slice(0, 1) });
      await lookForSilence(ctx(), clock);
      await pausePlace(ctx(), { placeId: placeOf(inTime), revision: 1 });
      await pausePlace(ctx(), { placeId: placeOf(late), revision: 1 });
      clock.advance(INTERVAL_MS);
      for (const [index, state] of told.states.entries()) {
        if (index === 0) continue;
        const at = zero + index * INTERVAL_MS;
        await tell(ctx(), { checkId: late.checkId, placeId: placeOf(late), at, states: [state] });
      }
      expect(await factsOf(late, zero)).toEqual(await factsOf(inTime, zero));
    },
  );

  test('is not asked what it measures from then on, and what it had not told before it is resumed no longer counts', async () => {
    clock.advance(3_600_000);
    const zero = clock.now();
    const shared = await addSharedCheck(ctx(), ['Paris']);
    const place = { checkId: shared.checkId, placeId: placeOf(shared) };
    clock.advance(4 * INTERVAL_MS);
    await tell(ctx(), { ...place, at: zero, states: statesOf('uu') });
    await pausePlace(ctx(), { placeId: place.placeId, revision: 1 });
    const during = await tell(ctx(), { ...place, at: clock.now(), states: ['down'] });
    expect(during).toMatchObject({ recorded: 0, refused: [{ code: 'paused' }] });
    expect(await listChecksOfPlace(database.db, place.placeId, { limit: 1 })).toMatchObject([{ state: 'unknown' }]);
    clock.advance(INTERVAL_MS);
    await resumePlace(ctx(), { placeId: place.placeId, revision: 2 });
    const afterwards = await tell(ctx(), { ...place, at: zero + 2 * INTERVAL_MS, states: ['down', 'down'] });
    expect(afterwards.refused.map(({ code }) => code)).toEqual(['not-assigned-then', 'not-assigned-then']);
    await tell(ctx(), { ...place, at: clock.now(), states: ['up'] });
    expect(await factsOf(shared, zero)).toEqual({ outages: [], gaps: [[INTERVAL_MS, 5 * INTERVAL_MS]] });
  });

  test('keeps what it saw fail before the pause when it loses its own connection after it', async () => {
    clock.advance(3_600_000);
    const zero = clock.now();
    const shared = await addSharedCheck(ctx(), ['Paris']);
    const place = { checkId: shared.checkId, placeId: placeOf(shared) };
    clock.advance(4 * INTERVAL_MS);
    await tell(ctx(), { ...place, at: zero, states: statesOf('uddd') });
    await pausePlace(ctx(), { placeId: place.placeId, revision: 1 });
    clock.advance(INTERVAL_MS);
    await resumePlace(ctx(), { placeId: place.placeId, revision: 2 });
    const seen = async () => ({
      spans: await database.db
        .selectFrom('placeSpan')
        .select(['startedAt', 'endedAt'])
        .where('checkId', '=', shared.checkId)
        .where('kind', '=', 'failing')
        .execute(),
      states: await database.db
        .selectFrom('placeSample')
        .select('state')
        .where('checkNo', '=', shared.no)
        .where('at', '<', clock.now())
        .orderBy('at')
        .execute(),
    });
    const before = await seen();
    expect(before.states.map(({ state }) => state)).toEqual(['up', 'down', 'down', 'down']);
    const at = clock.now();
    clock.advance(3 * INTERVAL_MS);
    await tell(ctx(), { ...place, at, states: statesOf('dd') });
    await tell(ctx(), { ...place, at: at + 2 * INTERVAL_MS, states: ['unknown'] });
    const after = await seen();
    expect(after.spans).toEqual(before.spans);
    expect(after.states.map(({ state }) => state)).toEqual([
      'up',
      'down',
      'down',
      'down',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

onEachDatabase('very many places', (database) => {
  test('that all fall silent are noted within seconds', async () => {
    const clock = new TestClock();
    const ctx = testContext(database.db, clock);
    const serviceId = await addService(database.db);
    const at = clock.now() - 3_600_000;
    const places = Array.from({ length: 1_000 }, (_, index) => ({
      id: `p${index}`,
      no: 100 + index,
      slug: `p${index}`,
    }));
    const rows = places.map((place) => ({ ...place, name: place.slug, createdAt: at }));
    await database.db.insertInto('place').values(rows).execute();
    const checks = [];
    for (let index = 0; index < 5; index += 1) {
      const check = { polledFrom: 'places', agreedFrom: at, lastSampleAt: at } as const;
      checks.push(await addCheck(database.db, serviceId, check));
    }
    const views = checks.flatMap(({ id: checkId }) =>
      places.map((place) => ({
        ...{ checkId, placeId: place.id, since: at, state: 'up' as const, stateSince: at, lastSampleAt: at },
        ...{ failureCount: 0, successCount: 0 },
      })),
    );
    for (let from = 0; from < views.length; from += 1_000) {
      await database.db
        .insertInto('checkPlace')
        .values(views.slice(from, from + 1_000))
        .execute();
    }
    const startedAt = performance.now();
    await lookForSilence(ctx, clock);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(await database.db.selectFrom('placeSpan').select('placeId').execute()).toHaveLength(5_000);
    const again = performance.now();
    expect(await noteSilentPlaces(ctx)).toEqual({ silent: 0 });
    expect(performance.now() - again).toBeLessThan(1_000);
  }, 60_000);
});
