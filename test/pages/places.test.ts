import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPlaces, listPlacesOfCheck } from '#db/queries/places';
import { fieldName } from '#lib/check-forms/target-form';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { until } from '#test/support/jobs-process';
import { addSharedCheck, tell } from '#test/support/places';
import { addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('the pages of places', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site.stop());

  const ctx = () => ({ ...testContext(database.db, new TestClock()), now: Date.now });

  test('a place is added, its token shown once and accepted, replaced, and void when the place is removed', async () => {
    const operator = await site.asOperator(['incidents']);
    const tokenOf = (text: string): string => /PROBE_TOKEN=([\w-]{43})/.exec(text)?.[1] ?? '';
    const ask = async (token: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${site.url}/api/probe/v1/assignment`, { headers })).status;
    };
    const empty = await operator.post('/console/places?do=add', { name: ' ' });
    expect([empty.status, await empty.text()]).toEqual([422, expect.stringContaining('Give it a name')]);
    const token = tokenOf(await (await operator.post('/console/places?do=add', { name: 'Paris <3' })).text());
    expect(await ask(token)).toBe(200);
    const list = await (await operator.fetch('/console/places')).text();
    expect(list).toContain('Paris &lt;3');
    expect(list).toContain('reporting');
    expect(list).not.toContain(token);
    const place = (await listPlaces(database.db)).find(({ name }) => name === 'Paris <3');
    const page = `/console/places/${place?.id}`;
    const next = tokenOf(await (await operator.post(`${page}?do=token`, { revision: '1' })).text());
    expect([await ask(token), await ask(next)]).toEqual([401, 200]);
    await database.db.updateTable('place').set({ waiting: 7 }).where('name', '=', 'Paris <3').execute();
    const asked = await (await operator.fetch(page)).text();
    expect(asked).toContain('It still holds 7 results that were not told: they are lost.');
    expect((await operator.post(`${page}?do=remove`, { revision: '1' })).status).toBe(409);
    expect((await operator.post(`${page}?do=remove`, { revision: '2' })).status).toBe(303);
    expect(await ask(next)).toBe(401);
    expect((await operator.fetch(page)).status).toBe(404);
    const stranger = await site.asOperator(['money']);
    expect((await stranger.post('/console/places?do=add', { name: 'Rome' })).status).toBe(403);
  });

  test('a form sent twice adds one place and shows its token no second time; what is sent next is another place', async () => {
    const operator = await site.asOperator(['incidents']);
    const keyIn = (text: string): string => /name="submissionKey" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const submissionKey = keyIn(await operator.text('/console/places'));
    const add = (key: string) => operator.post('/console/places?do=add', { name: 'Rome', submissionKey: key });
    expect(await (await add(submissionKey)).text()).toContain('PROBE_TOKEN=');
    const again = await add(submissionKey);
    const page = await again.text();
    expect([again.status, page.includes('PROBE_TOKEN=')]).toEqual([409, false]);
    expect(keyIn(page)).not.toBe(submissionKey);
    const named = async () => (await listPlaces(database.db)).filter(({ name }) => name.startsWith('Rome'));
    expect(await named()).toHaveLength(1);
    const other = await operator.post('/console/places?do=add', { name: 'Rome, north', submissionKey: keyIn(page) });
    expect(await other.text()).toContain('PROBE_TOKEN=');
    expect(await named()).toHaveLength(2);
  });

  test('the form of a check says what a place learns, keeps what was chosen, and refuses more than there are', async () => {
    const operator = await site.asOperator(['incidents']);
    const serviceId = await addService(database.db, { name: 'Shop' });
    await operator.post('/console/places?do=add', { name: 'Lyon' });
    const lyon = (await listPlaces(database.db)).find(({ name }) => name === 'Lyon')?.id ?? '';
    const page = '/console/checks/new?kind=http';
    expect(await (await operator.fetch(page)).text()).toContain('A place is told all that the check asks');
    const form = {
      ...{ serviceId, name: 'From two places', [fieldName('url')]: 'https://shop.example.com/' },
      ...{ intervalMs: '60s', timeoutMs: '10s', failAfter: '3', recoverAfter: '2', recheckMs: '10s' },
      ...{ impact: 'down', surface: 'web', placesAsked: 'yes' },
    };
    const send = (agreeCount: string) => {
      const body = new URLSearchParams({ ...form, agreeCount });
      for (const id of ['here', lyon]) body.append('places', id);
      return operator.fetch(`${page}&do=save`, { method: 'POST', body });
    };
    const refused = await send('3');
    const text = await refused.text();
    expect([refused.status, text]).toEqual([422, expect.stringContaining('Between 1 and 2 places can agree.')]);
    expect(text).toMatch(new RegExp(`value="${lyon}" checked`));
    const saved = await send('2');
    expect(saved.status).toBe(303);
    const checkId = /checks\/([^?]+)/.exec(saved.headers.get('location') ?? '')?.[1] ?? '';
    expect((await listPlacesOfCheck(database.db, checkId)).map(({ placeId }) => placeId).toSorted()).toEqual(
      ['here', lyon].toSorted(),
    );
    expect(await (await operator.fetch(`/console/checks/${checkId}`)).text()).toContain('once 2 places see it fail');
  });

  test('the page of a service says from where it fails, in both languages', async () => {
    const shared = await addSharedCheck(ctx(), ['here', 'Nantes', 'Tours']);
    const at = Date.now();
    for (const [index, placeId] of shared.places.entries()) {
      const states = index < 2 ? (['up', 'down', 'down'] as const) : (['up', 'up', 'up'] as const);
      await tell(ctx(), { checkId: shared.checkId, placeId, at, states, everyMs: 1_000 });
    }
    const service = await database.db
      .selectFrom('service')
      .select('slug')
      .where('id', '=', shared.serviceId)
      .executeTakeFirstOrThrow();
    const english = await (await fetch(`${site.url}/services/${service.slug}`)).text();
    expect(english).toContain('Failing from 2 of 3 places: our server and Nantes. Working from Tours.');
    const french = await (await fetch(`${site.url}/fr/services/${service.slug}`)).text();
    expect(french).toContain('En panne depuis 2 lieux sur 3\u202f: notre serveur et Nantes. Fonctionne depuis Tours.');
    // The front page is published: it follows a moment later.
    await until(async () => /checked every [^<]* from 3 places/.test(await (await fetch(site.url)).text()));
  });
});
