import { expect, test } from 'vitest';
import { loadCatalogue } from '#commands/load-catalogue';
import { connect } from '#db/connect';
import { listServices } from '#db/queries/services';
import { OPERATORS } from '#domain/audience';
import { parseCatalogue, readShippedCatalogue } from '#lib/catalogue-file';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const catalogue = (services: string) =>
  parseCatalogue(`groups:\n  - slug: all\n    name: { en: All, fr: Tous }\n    services:\n${services}`, 'test.yaml');
const service = (slug: string, checks: readonly string[], more = '') =>
  `      - slug: ${slug}\n        name: ${slug}\n${more}        checks:${checks.length === 0 ? ' []' : ''}\n${checks
    .map(
      (check) =>
        `          - { slug: ${check}, name: ${check}, failAfter: 1, http: { url: 'https://${slug}.example.com/${check}' } }\n`,
    )
    .join('')}`;

onEachDatabase('loading a catalogue', (database) => {
  const clock = new TestClock();
  const ctx = () => testContext(database.db, clock);
  const load = (text: string) => loadCatalogue(ctx(), { catalogue: catalogue(text), onlyAtFirst: false });
  const slugs = async () => (await listServices(database.db, OPERATORS)).map(({ slug }) => slug);

  test('two processes that start at once on an empty database load the shipped one once', async () => {
    const processes = [connect(database.url, { busyTimeoutMs: 1 }), connect(database.url, { busyTimeoutMs: 1 })];
    const shipped = readShippedCatalogue();
    await Promise.all(
      processes.map(({ db }) => loadCatalogue(testContext(db, clock), { catalogue: shipped, onlyAtFirst: true })),
    );
    for (const process of processes) await process.close();
    expect(await slugs()).toHaveLength(shipped.groups.flatMap(({ services }) => services).length);
    const feeds = await database.db.selectFrom('feedSource').selectAll().execute();
    expect(feeds).toMatchObject([{ kind: 'google', provider: 'google-workspace' }]);
    const due = await database.db.selectFrom('healthCheck').select('nextDueAt').execute();
    expect(due.every(({ nextDueAt }) => nextDueAt >= clock.at && nextDueAt < clock.at + 5_000)).toBe(true);
    expect(new Set(due.map(({ nextDueAt }) => nextDueAt)).size).toBeGreaterThan(due.length / 2);
    expect(await loadCatalogue(ctx(), { catalogue: shipped, onlyAtFirst: true })).toMatchObject({ created: [] });
  });

  test('a catalogue of one’s own replaces the shipped one; a person’s services stay', async () => {
    const own = await addService(database.db, { slug: 'intranet' });
    const { archived, created } = await load(service('shop', ['web', 'api']) + service('intranet', ['web']));
    expect(created).toEqual(['shop', 'shop/web', 'shop/api']);
    expect(archived).toContain('gmail');
    expect((await slugs()).toSorted()).toEqual(['intranet', 'shop']);
    const checks = await database.db.selectFrom('healthCheck').select('id').where('serviceId', '=', own).execute();
    expect(checks).toEqual([]);
  });

  test('a second load changes nothing, a changed check is changed in place', async () => {
    const before = await database.db
      .selectFrom('counter')
      .select('version')
      .where('scope', '=', 'public')
      .executeTakeFirst();
    expect(await load(service('shop', ['web', 'api']))).toEqual({
      created: [],
      changed: [],
      archived: [],
      skipped: [],
    });
    expect(
      await database.db.selectFrom('counter').select('version').where('scope', '=', 'public').executeTakeFirst(),
    ).toEqual(before);
    const changed = await load(service('shop', ['web', 'api']).replace('failAfter: 1', 'failAfter: 5'));
    expect(changed).toEqual({ created: [], changed: ['shop/web'], archived: [], skipped: [] });
  });

  test('what the catalogue drops is archived, its outage ends, and it comes back with its history', async () => {
    const web = await database.db
      .selectFrom('healthCheck')
      .innerJoin('service', 'service.id', 'serviceId')
      .select(['healthCheck.id', 'serviceId'])
      .where('service.slug', '=', 'shop')
      .where('healthCheck.slug', '=', 'api')
      .executeTakeFirstOrThrow();
    await recordPlayed(ctx(), [{ checkId: web.id, at: clock.at, state: 'up' }]);
    clock.advance(60_000);
    await recordPlayed(ctx(), [{ checkId: web.id, at: clock.at, state: 'down' }]);
    clock.advance(60_000);
    expect(await load(service('shop', ['web']))).toMatchObject({ archived: ['shop/api'] });
    const outages = await database.db.selectFrom('outage').selectAll().where('serviceId', '=', web.serviceId).execute();
    expect(outages).toMatchObject([{ endedAt: clock.at }]);
    expect(await database.db.selectFrom('incident').select('stage').execute()).toEqual([{ stage: 'resolved' }]);
    expect(await load(service('shop', ['web', 'api']))).toMatchObject({ created: [], changed: ['shop/api'] });
    const back = await database.db
      .selectFrom('healthCheck')
      .selectAll()
      .where('id', '=', web.id)
      .executeTakeFirstOrThrow();
    expect(back).toMatchObject({ archivedAt: null, state: 'unknown' });
  });

  test('a person’s check keeps the service it watches', async () => {
    const shop = await database.db
      .selectFrom('service')
      .select('id')
      .where('slug', '=', 'shop')
      .executeTakeFirstOrThrow();
    await addCheck(database.db, shop.id, { no: 9_000 });
    expect((await load('      []')).archived).toEqual(['shop/web', 'shop/api']);
    expect((await slugs()).toSorted()).toEqual(['intranet', 'shop']);
  });
});
