import { describe, expect, test } from 'vitest';
import { findCheck } from '#db/queries/console-checks';
import { listSightsOfCheck } from '#db/queries/console-places';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSharedCheck, gapsOf, INTERVAL_MS, lookForSilence, outagesOf, tell } from '#test/support/places';

const MINUTE = 60_000;

onEachDatabase('what several places see', (database) => {
  const begin = async (names: readonly string[], agreeCount: number | null = null) => {
    const clock = new TestClock();
    const ctx = testContext(database.db, clock);
    const zero = clock.now();
    const shared = await addSharedCheck(ctx, names, agreeCount);
    const say = (place: number, at: number, states: Parameters<typeof tell>[1]['states'], more = {}) =>
      tell(ctx, { checkId: shared.checkId, placeId: shared.places[place] ?? '', at: zero + at, states, ...more });
    const outages = () => outagesOf(database.db, shared.serviceId, zero);
    const gaps = () => gapsOf(database.db, shared.checkId, zero);
    const state = async () => (await findCheck(database.db, shared.checkId))?.state;
    return { clock, ctx, zero, shared, say, outages, gaps, state };
  };

  describe('one that lies', () => {
    test('makes no outage alone, however often it says so; a second one does, from its first failure on', async () => {
      const { clock, say, outages, state } = await begin(['Paris', 'Lyon', 'Nice']);
      clock.advance(20 * MINUTE);
      for (const place of [1, 2]) await say(place, 1_000, Array(10).fill('up'));
      await say(0, 1_000, ['up', ...Array(9).fill('down')]);
      expect([await outages(), await state()]).toEqual([[], 'up']);
      await say(1, 10 * INTERVAL_MS + 1_000, ['down', 'down', 'down', 'down', 'up', 'up']);
      const from = 10 * INTERVAL_MS + 1_000;
      expect(await outages()).toEqual([[from, from + 4 * INTERVAL_MS]]);
      expect(await state()).toBe('up');
    });
  });

  test('a place that never reached the target sees nothing: it has no say, whatever the others see', async () => {
    const { clock, say, outages, state, shared } = await begin(['Paris', 'Lyon', 'Nice']);
    clock.advance(10 * MINUTE);
    await say(0, 0, Array(10).fill('down'));
    await say(1, 0, ['up', ...Array(9).fill('down')]);
    await say(2, 0, Array(10).fill('up'));
    expect([await outages(), await state()]).toEqual([[], 'up']);
    const sights = await listSightsOfCheck(database.db, shared.checkId);
    expect(sights.map(({ name, blindCause }) => [name, blindCause])).toEqual([
      ['Paris', 'never-reached'],
      ['Lyon', null],
      ['Nice', null],
    ]);
  });

  test('an outage that no place saw go on ends where it was lost from sight', async () => {
    const { clock, say, outages, state } = await begin(['Paris', 'Lyon']);
    clock.advance(20 * MINUTE);
    for (const place of [0, 1]) await say(place, 0, ['up', 'down', 'down', 'down']);
    expect([await outages(), await state()]).toEqual([[[INTERVAL_MS, null]], 'down']);
    for (const place of [0, 1]) await say(place, 20 * INTERVAL_MS, ['up', 'up']);
    expect([await outages(), await state()]).toEqual([[[INTERVAL_MS, 3 * INTERVAL_MS]], 'up']);
  });

  test('it ends there also if another place is the one that shows it to be over', async () => {
    const { clock, ctx, say, outages, gaps } = await begin(['Paris', 'Lyon']);
    clock.advance(2 * MINUTE);
    await say(0, 0, ['up', 'down', 'down', 'down']);
    expect(await outages()).toEqual([[INTERVAL_MS, null]]);
    clock.advance(20 * MINUTE);
    await lookForSilence(ctx, clock);
    expect(await outages()).toEqual([[INTERVAL_MS, null]]);
    await say(1, 20 * INTERVAL_MS, ['up']);
    expect(await outages()).toEqual([[INTERVAL_MS, 3 * INTERVAL_MS]]);
    expect((await gaps()).at(-1)).toEqual([3 * INTERVAL_MS, 20 * INTERVAL_MS]);
  });

  test('an outage held to be over where it was lost from sight goes on, if a place tells late that it saw it go on', async () => {
    const { clock, ctx, say, outages, state } = await begin(['Paris', 'Lyon', 'Nice', 'Rome'], 2);
    clock.advance(2 * MINUTE);
    for (const place of [0, 1]) await say(place, 0, ['up', 'down', 'down', 'down']);
    for (const place of [2, 3]) await say(place, 0, ['up', 'up', 'up', 'up']);
    clock.advance(20 * MINUTE);
    await lookForSilence(ctx, clock);
    expect([await outages(), await state()]).toEqual([[[INTERVAL_MS, null]], 'down']);
    for (const place of [2, 3]) await say(place, 20 * INTERVAL_MS, ['up']);
    expect(await outages()).toEqual([[INTERVAL_MS, 3 * INTERVAL_MS]]);
    await say(0, 20 * INTERVAL_MS, ['down']);
    expect([await outages(), await state()]).toEqual([[[INTERVAL_MS, null]], 'down']);
  });

  test('samples that come late say what was agreed when they were taken, not what is agreed now', async () => {
    const { clock, ctx, shared, say } = await begin(['Paris', 'Lyon', 'Nice']);
    clock.advance(20 * MINUTE);
    const states = [...Array(2).fill('up'), ...Array(4).fill('down'), ...Array(4).fill('up')];
    await say(0, 0, states);
    await say(1, 1_000, states);
    await say(2, 2_000, ['up']);
    await say(2, 2_000 + INTERVAL_MS, Array(9).fill('up'));
    const samples = await ctx.db
      .selectFrom('sample')
      .select('state')
      .where('checkNo', '=', shared.no)
      .orderBy('at')
      .execute();
    const first = samples.map(({ state }) => state.charAt(0)).join('');
    expect(first).toBe(`${'u'.repeat(7)}${'d'.repeat(11)}${'u'.repeat(12)}`);
  });

  test('a failure that the only place saw once, before it lost sight, stays in the books', async () => {
    const { clock, ctx, shared, say, outages } = await begin(['Paris']);
    await ctx.db.updateTable('healthCheck').set({ failAfter: 1 }).where('id', '=', shared.checkId).execute();
    clock.advance(20 * MINUTE);
    await say(0, 0, ['up', 'down']);
    expect(await outages()).toEqual([[INTERVAL_MS, null]]);
    await say(0, 20 * INTERVAL_MS, ['up', 'up']);
    expect(await outages()).toEqual([[INTERVAL_MS, INTERVAL_MS + 1]]);
  });

  test('ends as soon as fewer than a majority see it fail', async () => {
    const { clock, say, outages, state } = await begin(['Paris', 'Lyon', 'Nice']);
    clock.advance(5 * MINUTE);
    for (const place of [0, 1, 2]) await say(place, place * 1_000, ['up', 'down', 'down']);
    expect([await outages(), await state()]).toEqual([[[INTERVAL_MS + 1_000, null]], 'down']);
    await say(2, 2_000 + 3 * INTERVAL_MS, ['up', 'up']);
    expect(await state()).toBe('down');
    await say(0, 3 * INTERVAL_MS, ['up', 'up']);
    // From then on Lyon alone.
    expect(await outages()).toEqual([[INTERVAL_MS + 1_000, 3 * INTERVAL_MS + 2_000]]);
    expect(await state()).toBe('up');
  });

  test('is unknown, and no outage, while fewer could look than must agree', async () => {
    const { clock, ctx, say, outages, gaps, state } = await begin(['Paris', 'Lyon'], 2);
    clock.advance(MINUTE);
    await say(0, 0, ['up', 'up']);
    await say(1, 0, ['up', 'up']);
    expect([await gaps(), await state()]).toEqual([[], 'up']);
    clock.advance(3 * MINUTE);
    await say(0, 2 * INTERVAL_MS, ['down', 'down', 'down', 'down']);
    await lookForSilence(ctx, clock);
    expect([await outages(), await gaps(), await state()]).toEqual([[], [[INTERVAL_MS, null]], 'unknown']);
  });

  test('an outage that places which reported late had not seen is taken back, and its revision says why', async () => {
    const { clock, ctx, shared, say, outages } = await begin(['Paris', 'Lyon', 'Nice']);
    clock.advance(10 * MINUTE);
    for (const place of [0, 1, 2]) await say(place, 0, ['up']);
    await lookForSilence(ctx, clock);
    await say(0, INTERVAL_MS, Array(19).fill('down'));
    expect(await outages()).toEqual([[INTERVAL_MS, null]]);
    for (const place of [1, 2]) await say(place, INTERVAL_MS, Array(19).fill('up'));
    expect(await outages()).toEqual([]);
    const revisions = await database.db
      .selectFrom('outageRevision')
      .innerJoin('outage', 'outage.id', 'outageRevision.outageId')
      .select('reason')
      .where('serviceId', '=', shared.serviceId)
      .orderBy('outageRevision.revision')
      .execute();
    expect(revisions.at(-1)?.reason).toContain('Places that reported later had not seen it');
  });

  test('a place that was cut off tells late, and the past is judged again as if it had told in time', async () => {
    const { clock, ctx, shared, say, outages, gaps, state } = await begin(['Paris', 'Lyon'], 2);
    clock.advance(MINUTE);
    await say(0, 0, ['up', 'up']);
    await say(1, 0, ['up', 'up']);
    clock.advance(9 * MINUTE);
    await say(0, 2 * INTERVAL_MS, [...Array(8).fill('down'), ...Array(10).fill('up')]);
    await lookForSilence(ctx, clock);
    expect([await outages(), await state()]).toEqual([[], 'unknown']);
    await say(1, 2 * INTERVAL_MS, ['up', 'up', ...Array(6).fill('down'), ...Array(10).fill('up')]);
    expect(await outages()).toEqual([[4 * INTERVAL_MS, 10 * INTERVAL_MS]]);
    expect([await gaps(), await state()]).toEqual([[], 'up']);
    const samples = await database.db
      .selectFrom('sample')
      .selectAll()
      .where('checkNo', '=', shared.no)
      .orderBy('at')
      .execute();
    expect(samples.filter(({ state }) => state === 'down')).toHaveLength(6);
    expect(samples.filter(({ state }) => state === 'unknown')).toHaveLength(0);
  });

  test('a place that lost its own connection is not believed, also when it notices late and tells all at once', async () => {
    const { clock, shared, say, outages, state } = await begin(['Paris', 'Lyon', 'Nice'], 2);
    clock.advance(20 * MINUTE);
    for (const place of [0, 1]) {
      await say(place, 0, ['up', 'down', 'down', 'down', 'unknown', 'unknown', 'up', 'up', 'up', 'up']);
    }
    await say(2, 0, Array(10).fill('up'));
    expect([await outages(), await state()]).toEqual([[], 'up']);
    const kept = await database.db
      .selectFrom('placeSample')
      .select('state')
      .where('state', '=', 'down')
      .where('checkNo', '=', shared.no)
      .execute();
    expect(kept).toEqual([]);
  });

  test('a place that falls silent during an outage does not end it', async () => {
    const { clock, ctx, say, outages, state } = await begin(['Paris', 'Lyon', 'Nice']);
    clock.advance(10 * MINUTE);
    await say(0, 0, ['up', ...Array(19).fill('down')]);
    await say(1, 0, ['up', 'down', 'down', 'down']);
    await say(2, 0, Array(20).fill('up'));
    await lookForSilence(ctx, clock);
    expect([await outages(), await state()]).toEqual([[[INTERVAL_MS, null]], 'down']);
  });

  test('in whatever order places tell, the same outages and gaps come out', async () => {
    const stories = [
      ['up', 'up', 'down', 'down', 'down', 'down', 'up', 'up', 'up', 'up'],
      ['up', 'down', 'down', 'down', 'up', 'up', 'up', 'up', 'up', 'up'],
      ['up', 'up', 'up', 'down', 'down', 'unknown', 'unknown', 'down', 'up', 'up'],
    ] as const;
    const found = [];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const { clock, ctx, say, outages, gaps } = await begin(['Paris', 'Lyon', 'Nice']);
      clock.advance(5 * MINUTE);
      for (const place of order) {
        await say(place, place * 1_000, stories[place] ?? [], { gapCause: 'not-measurable' });
        await lookForSilence(ctx, clock);
      }
      found.push([await outages(), await gaps()]);
    }
    const expected = [[[2 * INTERVAL_MS, 6 * INTERVAL_MS]], []];
    expect(found).toEqual([expected, expected, expected]);
  });
});
