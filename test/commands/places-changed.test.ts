import { expect, test } from 'vitest';
import { changeCheck } from '#commands/change-check';
import { pausePlace, resumePlace } from '#commands/pause-place';
import { getDownRule } from '#db/queries/measured-outages';
import type { Actor } from '#domain/actor';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSharedCheck, INTERVAL_MS, lookForSilence, outagesOf, tell } from '#test/support/places';

const MINUTE = 60_000;
const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const box = createCheckBox(['a key of the tests with many letters']);

onEachDatabase('places that change', (database) => {
  const begin = async (names: readonly string[], agreeCount: number | null = null) => {
    const clock = new TestClock();
    const ctx = testContext(database.db, clock, OPERATOR);
    const zero = clock.now();
    const shared = await addSharedCheck(ctx, names, agreeCount);
    const placeId = (place: number) => shared.places[place] ?? '';
    const say = (place: number, at: number, states: Parameters<typeof tell>[1]['states'], more = {}) =>
      tell(ctx, { checkId: shared.checkId, placeId: placeId(place), at: zero + at, states, ...more });
    await database.db.updateTable('service').set({ downWhen: 'all' }).where('id', '=', shared.serviceId).execute();
    const voting = async () => {
      const { voters } = await getDownRule(database.db, shared.serviceId);
      return voters.map(({ startedAt, endedAt }) => [startedAt - zero, endedAt && endedAt - zero]);
    };
    return { clock, ctx, zero, shared, placeId, say, voting };
  };

  test('what a place tells late of the time before does not change what was agreed then, nor the samples of then', async () => {
    const { clock, ctx, zero, shared, placeId, say } = await begin(['Paris', 'Lyon']);
    for (const place of [0, 1]) {
      clock.at = zero + 2 * INTERVAL_MS + place;
      await say(place, place, ['up', 'down', 'down']);
    }
    clock.at = zero + 4 * INTERVAL_MS;
    const row = await database.db
      .selectFrom('healthCheck')
      .selectAll()
      .where('id', '=', shared.checkId)
      .executeTakeFirstOrThrow();
    await changeCheck(ctx, {
      ...{ checkId: row.id, revision: row.revision, dropped: [], box, target: JSON.parse(row.target) },
      settings: { ...row, slow: null },
      places: { placeIds: [placeId(1)], agreeCount: null },
    });
    clock.advance(2 * INTERVAL_MS);
    await say(1, 3 * INTERVAL_MS + 1, ['up', 'up', 'up']);
    expect(await outagesOf(database.db, shared.serviceId, zero)).toEqual([[INTERVAL_MS + 1, 4 * INTERVAL_MS]]);
    const late = await database.db
      .selectFrom('sample')
      .select('state')
      .where('checkNo', '=', shared.no)
      .where('at', '>', zero + 3 * INTERVAL_MS)
      .orderBy('at')
      .execute();
    expect(late.map(({ state }) => state)).toEqual(['down', 'up', 'up']);
  });

  test('a check that too few places look at because some are paused has no say in “all”, whatever is told when', async () => {
    const { clock, ctx, placeId, say, voting } = await begin(['Paris', 'Lyon'], 2);
    clock.advance(INTERVAL_MS + 10_000);
    await say(0, 0, ['up', 'up']);
    await say(1, 0, ['up']);
    await pausePlace(ctx, { placeId: placeId(0), revision: 1 });
    clock.advance(INTERVAL_MS);
    const [pausedAt, resumedAt] = [INTERVAL_MS + 10_000, 2 * INTERVAL_MS + 10_000];
    expect(await voting()).toEqual([[0, pausedAt]]);
    await resumePlace(ctx, { placeId: placeId(0), revision: 2 });
    const right = [
      [0, pausedAt],
      [resumedAt, null],
    ];
    expect(await voting()).toEqual(right);
    clock.advance(INTERVAL_MS);
    await say(1, INTERVAL_MS, ['down', 'down', 'down']);
    expect(await voting()).toEqual(right);
  });

  test('one that as many as must agree have never seen has no say either, whatever hid it from them', async () => {
    const { clock, ctx, say, voting } = await begin(['Paris', 'Lyon'], 2);
    clock.advance(10 * MINUTE);
    await say(0, 0, ['up', 'up', 'unknown', 'unknown']);
    await lookForSilence(ctx, clock);
    expect(await voting()).toEqual([]);
    await say(0, 4 * INTERVAL_MS, Array(16).fill('up'));
    await say(1, 10 * INTERVAL_MS, Array(10).fill('up'));
    expect(await voting()).toEqual([[10 * INTERVAL_MS, null]]);
  });
});
