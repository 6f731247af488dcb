import { describe, expect, test } from 'vitest';
import { addPlace } from '#commands/add-place';
import { assignPlacesOfNew } from '#commands/assign-places';
import { claimDueChecks } from '#commands/claim-due-checks';
import { type CommandContext, inTransaction } from '#commands/context';
import { loadCatalogue } from '#commands/load-catalogue';
import { pausePlace, resumePlace } from '#commands/pause-place';
import { removePlace } from '#commands/remove-place';
import { renamePlace } from '#commands/rename-place';
import { replacePlaceToken } from '#commands/replace-place-token';
import { takeBackOwnFailures } from '#commands/take-back-own-failures';
import { findCheck } from '#db/queries/console-checks';
import { findPlaceByToken, listPlaces, listPlacesOfCheck } from '#db/queries/places';
import type { PlaceChoice } from '#domain/watching/place-choice';
import { parseCatalogue } from '#lib/catalogue-file';
import { hashToken } from '#lib/token';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addFreshPlace, addSharedCheck, INTERVAL_MS, outagesOf, tell } from '#test/support/places';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const MINUTE = 60_000;

onEachDatabase('places', (database) => {
  const begin = () => {
    const clock = new TestClock();
    return { clock, ctx: testContext(database.db, clock), zero: clock.now() };
  };
  const rowOf = async (checkId: string) => {
    const row = await findCheck(database.db, checkId);
    if (!row) throw new Error('There is no such check.');
    return row;
  };
  const assign = (ctx: CommandContext, checkId: string, choice: PlaceChoice) =>
    inTransaction(ctx, (tx) => assignPlacesOfNew(tx, checkId, choice));

  test('a token is stored as its hash alone, and a new one makes it void', async () => {
    const { ctx } = begin();
    const { id, token } = await addPlace(ctx, { name: 'Paris' });
    expect((await findPlaceByToken(database.db, hashToken(token)))?.id).toBe(id);
    const stored = JSON.stringify(await database.db.selectFrom('place').selectAll().execute());
    const audit = JSON.stringify(await database.db.selectFrom('auditEntry').selectAll().execute());
    expect(stored + audit).not.toContain(token);
    const { token: next } = await replacePlaceToken(ctx, { placeId: id, revision: 1 });
    expect(await findPlaceByToken(database.db, hashToken(token))).toBeUndefined();
    expect((await findPlaceByToken(database.db, hashToken(next)))?.id).toBe(id);
  });

  test('a form sent twice at once adds one place, and the other is told so in a sentence', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { ctx } = begin();
      const place = { name: `Paris ${round}`, submissionKey: `sent-twice-${round}` };
      const results = await Promise.allSettled([addPlace(ctx, place), addPlace(ctx, place)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    }
  });

  test('a place is refused the name of another, however it is written', async () => {
    const { ctx } = begin();
    const { id } = await addPlace(ctx, { name: 'Rome' });
    await expect(addPlace(ctx, { name: ' rome' })).rejects.toMatchObject({ code: 'invalid', field: 'name' });
    await renamePlace(ctx, { placeId: id, revision: 1, name: 'ROME' });
    const { id: milan } = await addPlace(ctx, { name: 'Milan' });
    const renamed = renamePlace(ctx, { placeId: milan, revision: 1, name: 'Rome' });
    await expect(renamed).rejects.toThrow(/There is a place “ROME” already/);
    await removePlace(ctx, { placeId: id, revision: 2 });
    await renamePlace(ctx, { placeId: milan, revision: 1, name: 'Rome' });
  });

  test('this server can be given a name, but neither a token nor an end', async () => {
    const { ctx } = begin();
    await expect(replacePlaceToken(ctx, { placeId: 'here', revision: 1 })).rejects.toMatchObject({ code: 'closed' });
    await expect(removePlace(ctx, { placeId: 'here', revision: 1 })).rejects.toMatchObject({ code: 'closed' });
    await renamePlace(ctx, { placeId: 'here', revision: 1, name: 'Zürich' });
    expect((await listPlaces(database.db))[0]).toMatchObject({ id: 'here', name: 'Zürich' });
  });

  describe('a check that was polled from here alone', () => {
    test('keeps its outage when other places join, until fewer than must agree see it fail', async () => {
      const { clock, ctx, zero } = begin();
      const serviceId = await addService(database.db);
      const { id: checkId } = await addCheck(database.db, serviceId, { intervalMs: INTERVAL_MS, failAfter: 2 });
      await recordPlayed(ctx, [{ checkId, at: zero, state: 'down' }]);
      await recordPlayed(ctx, [{ checkId, at: zero + INTERVAL_MS, state: 'down' }]);
      clock.advance(MINUTE);
      const paris = await addFreshPlace(ctx, 'Paris');
      await assign(ctx, checkId, { placeIds: ['here', paris], agreeCount: null });
      expect([await outagesOf(database.db, serviceId, zero), (await rowOf(checkId)).state]).toEqual([
        [[0, null]],
        'down',
      ]);
      clock.advance(MINUTE);
      await tell(ctx, { checkId, placeId: paris, at: zero + 2 * MINUTE, states: ['up'] });
      expect(await outagesOf(database.db, serviceId, zero)).toEqual([[0, 2 * MINUTE]]);
      await recordPlayed(ctx, [{ checkId, at: zero + 2 * MINUTE + 1, state: 'down' }]);
      expect((await rowOf(checkId)).state).toBe('up');
    });

    test('is judged by what was seen from here once the others are taken away', async () => {
      const { clock, ctx, zero } = begin();
      const { checkId, serviceId, places } = await addSharedCheck(ctx, ['here', 'Lyon', 'Nice']);
      clock.advance(10 * MINUTE);
      for (const placeId of places.slice(1)) await tell(ctx, { checkId, placeId, at: zero, states: ['up', 'up'] });
      for (const [index, state] of (['up', 'down', 'down', 'down'] as const).entries()) {
        await recordPlayed(ctx, [{ checkId, at: zero + index * INTERVAL_MS, state }]);
      }
      expect(await outagesOf(database.db, serviceId, zero)).toEqual([]);
      await assign(ctx, checkId, { placeIds: ['here'], agreeCount: null });
      expect(await outagesOf(database.db, serviceId, zero)).toEqual([[10 * MINUTE, null]]);
      expect(await rowOf(checkId)).toMatchObject({ state: 'down', polledFrom: 'here', agreeCount: null });
    });
  });

  test('a check that is polled from other places alone is claimed by nobody here', async () => {
    const { clock, ctx } = begin();
    const { checkId } = await addSharedCheck(ctx, ['Rome']);
    const both = await addSharedCheck(ctx, ['here', 'Bern']);
    clock.advance(MINUTE);
    const claimed = await claimDueChecks(ctx, { limit: 1_000, graceMs: 1_000 });
    expect(claimed.some(({ id }) => id === checkId)).toBe(false);
    expect(claimed.find(({ id }) => id === both.checkId)).toMatchObject({ state: 'unknown', failureCount: 0 });
  });

  test('what our own lost connection made us see is taken back, and what other places saw is not', async () => {
    const { clock, ctx, zero } = begin();
    const { checkId, serviceId, places } = await addSharedCheck(ctx, ['here', 'Oslo'], 1);
    clock.advance(10 * MINUTE);
    for (const [index, state] of (['up', 'down', 'down'] as const).entries()) {
      await recordPlayed(ctx, [{ checkId, at: zero + index * INTERVAL_MS, state }]);
    }
    expect(await outagesOf(database.db, serviceId, zero)).toHaveLength(1);
    await tell(ctx, { checkId, placeId: places[1] ?? '', at: zero, states: Array(20).fill('up') });
    await database.db.updateTable('healthCheck').set({ lastUpAt: null }).where('id', '<>', checkId).execute();
    await database.db.updateTable('checkPlace').set({ lastUpAt: null }).where('checkId', '<>', checkId).execute();
    await takeBackOwnFailures(ctx);
    expect(await outagesOf(database.db, serviceId, zero)).toEqual([]);
    expect((await rowOf(checkId)).state).toBe('up');
  });

  test('a place that is paused has no say, also about the time before, once it is resumed', async () => {
    const { clock, ctx, zero } = begin();
    const { checkId, serviceId, places } = await addSharedCheck(ctx, ['Kiel', 'Bonn', 'Ulm']);
    const [kiel = '', bonn = '', ulm = ''] = places;
    clock.advance(MINUTE);
    for (const placeId of places) await tell(ctx, { checkId, placeId, at: zero, states: ['up'] });
    await pausePlace(ctx, { placeId: kiel, revision: 1 });
    for (const placeId of [bonn, ulm]) {
      await tell(ctx, { checkId, placeId, at: zero + INTERVAL_MS, states: ['down', 'down'] });
    }
    expect(await outagesOf(database.db, serviceId, zero)).toEqual([[INTERVAL_MS, null]]);
    clock.advance(MINUTE);
    await resumePlace(ctx, { placeId: kiel, revision: 2 });
    const late = await tell(ctx, { checkId, placeId: kiel, at: zero + INTERVAL_MS, states: ['up'] });
    expect(late.refused[0]?.code).toBe('not-assigned-then');
  });

  test('removing a place pauses what only it polled, and lets the others go on without it', async () => {
    const { clock, ctx, zero } = begin();
    const alone = await addSharedCheck(ctx, ['Graz']);
    const [graz = ''] = alone.places;
    const shared = await addSharedCheck(ctx, ['Linz', 'Wels'], 2);
    await assign(ctx, shared.checkId, { placeIds: [graz, ...shared.places], agreeCount: 3 });
    clock.advance(MINUTE);
    await removePlace(ctx, { placeId: graz, revision: 1 });
    expect(await rowOf(alone.checkId)).toMatchObject({
      ...{ polledFrom: 'here', pausedAt: zero + MINUTE, state: 'unknown' },
      pauseReason: 'Its only place, Graz, was removed.',
    });
    expect((await rowOf(shared.checkId)).agreeCount).toBe(2);
    expect(await listPlacesOfCheck(database.db, shared.checkId)).toHaveLength(2);
    expect((await listPlaces(database.db)).map(({ name }) => name)).not.toContain('Graz');
  });

  test('removing the only place of several checks does not let those that fail decide alone for a moment', async () => {
    const { clock, ctx } = begin();
    const well = await addSharedCheck(ctx, ['Bonn']);
    const failing = await addSharedCheck(ctx, ['Kiel']);
    const [placeId = ''] = well.places;
    await assign(ctx, failing.checkId, { placeIds: [placeId], agreeCount: null });
    const rule = { downWhen: 'all', otherwise: 'nothing' } as const;
    await database.db.updateTable('service').set(rule).where('id', '=', well.serviceId).execute();
    await database.db
      .updateTable('healthCheck')
      .set({ serviceId: well.serviceId })
      .where('id', '=', failing.checkId)
      .execute();
    clock.advance(10 * MINUTE);
    const from = clock.at - 5 * MINUTE;
    await tell(ctx, { checkId: well.checkId, placeId, at: from, states: ['up', 'up', 'up'] });
    await tell(ctx, { checkId: failing.checkId, placeId, at: from, states: ['up', 'down', 'down'] });
    await removePlace(ctx, { placeId, revision: 1 });
    expect(await outagesOf(database.db, well.serviceId, clock.at)).toEqual([]);
  });

  describe('the choice of places', () => {
    test('is refused where there is none, where they are unknown, or where more must agree than there are', async () => {
      const { ctx } = begin();
      const { checkId, places } = await addSharedCheck(ctx, ['Metz']);
      const refusal = (choice: PlaceChoice) =>
        assign(ctx, checkId, choice).catch((error: { field: string }) => error.field);
      expect(await refusal({ placeIds: [], agreeCount: null })).toBe('places');
      expect(await refusal({ placeIds: ['nowhere'], agreeCount: null })).toBe('places');
      for (const agreeCount of [0, 2, 1.5, Number.NaN])
        expect(await refusal({ placeIds: places, agreeCount })).toBe('agreeCount');
    });

    test('of a heartbeat is this server: its job calls nobody else', async () => {
      const { ctx } = begin();
      const paris = await addFreshPlace(ctx, 'Paris');
      const { id } = await addCheck(database.db, await addService(database.db), { kind: 'heartbeat' });
      await expect(assign(ctx, id, { placeIds: [paris], agreeCount: null })).rejects.toMatchObject({ field: 'places' });
    });
  });

  test('a catalogue names places, adds the ones that are not there without a token, and takes them away again', async () => {
    const { ctx } = begin();
    const load = (more: string) =>
      loadCatalogue(ctx, {
        onlyAtFirst: false,
        catalogue: parseCatalogue(
          `groups:\n  - slug: all\n    name: All\n    services:\n      - slug: shop\n        name: Shop\n        checks:\n` +
            `          - { slug: web, name: Web, ${more} http: { url: 'https://shop.example.com/' } }\n`,
          'test.yaml',
        ),
      });
    await load('places: [here, new-york], agree: 2,');
    const check = await database.db
      .selectFrom('healthCheck')
      .selectAll()
      .where('slug', '=', 'web')
      .executeTakeFirstOrThrow();
    expect(check).toMatchObject({ polledFrom: 'here-and-places', agreeCount: 2 });
    const place = (await listPlaces(database.db)).find(({ slug }) => slug === 'new-york');
    expect(place).toMatchObject({ name: 'New york', hasToken: false });
    expect((await load('places: [here, new-york], agree: 2,')).changed).toEqual([]);
    expect((await load('')).changed).toEqual(['shop/web']);
    expect((await rowOf(check.id)).polledFrom).toBe('here');
    await expect(async () => load('places: [here], agree: 2,')).rejects.toThrow('must be at most 1');
    await expect(async () => load('places: [], ')).rejects.toThrow('must name one place at least');
  });
});
