import { expect, test } from 'vitest';
import { addPlace } from '#commands/add-place';
import { changeCheck } from '#commands/change-check';
import { createCheck } from '#commands/create-check';
import { loadCatalogue } from '#commands/load-catalogue';
import { removePlace } from '#commands/remove-place';
import type { Actor } from '#domain/actor';
import { DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import { HERE } from '#domain/watching/place-choice';
import { parseCatalogue } from '#lib/catalogue-file';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addService } from '#test/support/rows';

const ROUNDS = 15;
const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const settings = { ...DEFAULT_SETTINGS, name: 'Mailbox' };
const target = { url: 'https://mail.example/' };
const box = createCheckBox(['a key of the tests with many letters']);

onEachDatabase('a place that is removed while checks are given to it', (database) => {
  const clock = new TestClock();
  const ctx = () => testContext(database.db, clock, OPERATOR);
  const orphans = () =>
    database.db
      .selectFrom('checkPlace')
      .innerJoin('place', 'place.id', 'checkPlace.placeId')
      .select('place.name')
      .where('place.removedAt', 'is not', null)
      .execute();

  test('keeps none of them, and whoever came too late is told so in a sentence', async () => {
    const serviceId = await addService(database.db);
    const refusals: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      clock.advance(60_000);
      const places = [
        (await addPlace(ctx(), { name: `Paris ${round}` })).id,
        (await addPlace(ctx(), { name: `Lyon ${round}` })).id,
      ];
      const choice = { placeIds: [HERE, ...places], agreeCount: null };
      const checkId = await createCheck(ctx(), { serviceId, kind: 'http', settings, target, box });
      const slug = `paris-${round}`;
      const catalogue = parseCatalogue(
        `groups:\n  - slug: all\n    name: All\n    services:\n      - slug: shop\n        name: Shop\n        checks:\n          - { slug: web, name: Web, places: [here, ${slug}], http: { url: 'https://shop.test/' } }\n`,
        'test.yaml',
      );
      const results = await Promise.allSettled([
        changeCheck(ctx(), { checkId, revision: 1, settings, target, dropped: [], box, places: choice }),
        ...places.map((placeId) => removePlace(ctx(), { placeId, revision: 1 })),
        createCheck(ctx(), { serviceId, kind: 'http', settings, target, box, places: choice }),
        loadCatalogue(testContext(database.db, clock), { catalogue, onlyAtFirst: false }),
      ]);
      for (const result of results) if (result.status === 'rejected') refusals.push(result.reason.message);
      expect(await orphans()).toEqual([]);
    }
    for (const sentence of refusals) {
      expect(sentence).toMatch(
        /^(Paris|Lyon) \d+(, Lyon \d+)?: removed meanwhile\. Choose among the places that are left\.$/,
      );
    }
  }, 60_000);

  test('is refused by name once it is gone', async () => {
    const serviceId = await addService(database.db);
    const { id } = await addPlace(ctx(), { name: 'Rome' });
    await removePlace(ctx(), { placeId: id, revision: 1 });
    const places = { placeIds: [HERE, id], agreeCount: null };
    await expect(createCheck(ctx(), { serviceId, kind: 'http', settings, target, box, places })).rejects.toMatchObject({
      code: 'invalid',
      field: 'places',
      message: 'Rome: removed meanwhile. Choose among the places that are left.',
    });
  });
});
