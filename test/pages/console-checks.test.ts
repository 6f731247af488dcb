import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldName } from '#lib/check-forms/target-form';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSharedCheck } from '#test/support/places';
import { addCheck, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

const SETTINGS = {
  ...{ intervalMs: '60s', timeoutMs: '10s', failAfter: '3', recoverAfter: '2', recheckMs: '10s' },
  ...{ impact: 'down', surface: 'web' },
};

onEachDatabase('the pages of checks', (database) => {
  let site: TestSite;
  let operator: SignedIn;
  beforeAll(async () => {
    site = await startSite(database);
    operator = await site.asOperator(['incidents']);
  });
  afterAll(() => site.stop());

  const read = async (path: string): Promise<string> => (await operator.fetch(path)).text();

  test('a new check asks for a service where there is none, takes the only one, and the one its operator comes from', async () => {
    const page = '/console/checks/new?kind=http';
    expect(await read(page)).toContain('<a href="/console/services/new">Add a service</a>');
    const first = await addService(database.db, { name: 'First' });
    const chosen = /<select[^>]*name="serviceId"[^>]*>\s*<option value="([^"]*)"/;
    expect(chosen.exec(await read(page))?.[1]).toBe(first);
    const second = await addService(database.db, { name: 'Second' });
    expect(await read(page)).toMatch(/<select[^>]*name="serviceId"[^>]*>\s*<option value selected>Choose a service/);
    const kinds = await read(`/console/checks/new?service=${second}`);
    const href =
      /href="([^"]*kind=http[^"]*)"/.exec(kinds)?.[1]?.replaceAll('&#38;', '&').replaceAll('&amp;', '&') ?? '';
    expect(await read(href)).toMatch(new RegExp(`value="${second}" selected`));
    const wrong = await operator.post(`${href}&do=save`, { ...SETTINGS, serviceId: second, name: '' });
    expect(await wrong.text()).toContain(`new?service=${second}`);
  });

  test('who comes back to the form of a service he just added reads that it would add another one', async () => {
    const blank = await read('/console/services/new');
    expect(blank).not.toContain('was added at');
    const added = await operator.post('/console/services/new?do=new', {
      ...{ visibility: 'public', nameEn: 'Print shop', groupId: '', incidentMode: 'publish', downWhen: 'any' },
      otherwise: 'degraded',
    });
    const id = /services\/([\w-]+)/.exec(added.headers.get('location') ?? '')?.[1];
    const back = await read('/console/services/new');
    expect(back).toMatch(new RegExp(`“Print shop” was added at[^<]*<time[\\s\\S]*href="/console/services/${id}"`));
  });

  test('the second of two operators who change a service keeps his words, and a way to what it is now', async () => {
    const serviceId = await addService(database.db, { name: 'Till', origin: 'console' });
    const change = (nameEn: string) =>
      operator.post(`/console/services/${serviceId}?do=change`, {
        ...{ revision: '1', visibility: 'public', nameEn, groupId: '', incidentMode: 'publish', downWhen: 'any' },
        otherwise: 'degraded',
      });
    expect((await change('Tills')).status).toBe(303);
    const second = await change('Cash desks');
    const text = await second.text();
    expect([second.status, text.includes('value="Cash desks"')]).toEqual([409, true]);
    expect(text).toContain(`<a href="/console/services/${serviceId}" target="_blank"`);
  });

  test('what is wrong in a form is told with the name of its field, and leads to it', async () => {
    const serviceId = await addService(database.db);
    const form = {
      ...{ ...SETTINGS, serviceId, name: 'Shop', intervalMs: 'often' },
      ...{ [fieldName('url')]: 'https://shop.example.com/', [fieldName('json')]: '$.a equals 1\n$.b == 2' },
    };
    const refused = await operator.post('/console/checks/new?kind=http&do=save', form);
    const text = await refused.text();
    expect(refused.status).toBe(422);
    expect(text).toMatch(/Run it every: ?<\/strong> ?<a href="#intervalMs">Run it every 1 second to 24 hours\.</);
    expect(text).toMatch(
      /Values in the JSON answer: ?<\/strong> ?<a href="#target\.json">Line 2 has “==” where a comparison/,
    );
    const service = await operator.post('/console/services/new?do=new', {
      ...{ visibility: 'public', nameEn: 'A', groupId: 'new', incidentMode: 'publish', downWhen: 'any' },
      otherwise: 'degraded',
    });
    expect(await service.text()).toMatch(/<strong>New group, in English: ?<\/strong>/);
  });

  test('a new heartbeat check shows the address of its job at once, and only once', async () => {
    const form = {
      ...{ ...SETTINGS, serviceId: await addService(database.db), name: 'Nightly job' },
      ...{ submissionKey: '0198c0de-0000-7000-8000-00000000000a' },
      ...{ [fieldName('every')]: '24h', [fieldName('grace')]: '1h' },
    };
    const save = '/console/checks/new?kind=heartbeat&do=save';
    const made = await (await operator.post(save, form)).text();
    const address = /http:\/\/[\w.:]+\/api\/heartbeat\/[\w-]{43}/.exec(made)?.[0] ?? '';
    expect(made).toContain('shown this once');
    const again = await operator.post(save, form);
    expect([again.status, again.headers.get('location')]).toEqual([303, `/console/checks/${form.submissionKey}`]);
    expect((await fetch(address)).status).toBe(200);
    const page = await read(`/console/checks/${form.submissionKey}`);
    expect(page).not.toContain(address.slice(-43));
    expect(page).not.toContain('has no address');
  });

  test('a page that showed a new address can be loaded again without making the address void', async () => {
    const target = JSON.stringify({ every: '24h', grace: '1h' });
    const detail = 'This check has no address yet that a job could call.';
    const { id } = await addCheck(database.db, await addService(database.db), {
      ...{ kind: 'heartbeat', target, state: 'unknown', lastSampleAt: Date.now() - 9_000 },
      ...{ lastCause: 'heartbeat-never', lastDetail: detail },
    });
    const page = `/console/checks/${id}`;
    expect(await read(page)).toContain(detail);
    const made = await (await operator.post(`${page}?do=address`, { madeAt: '0' })).text();
    expect(made).not.toContain(detail);
    const address = /http:\/\/[\w.:]+\/api\/heartbeat\/[\w-]{43}/.exec(made)?.[0] ?? '';
    expect((await operator.post(`${page}?do=address`, { madeAt: '0' })).status).toBe(409);
    expect((await fetch(address)).status).toBe(200);
    const madeAt = /name="madeAt" value="(\d+)"/.exec(await read(page))?.[1] ?? '';
    expect((await operator.post(`${page}?do=address`, { madeAt })).status).toBe(200);
    expect((await fetch(address)).status).toBe(404);
  });

  test('how long a job took stands with the call that said so, and nowhere else', async () => {
    const { id } = await addCheck(database.db, await addService(database.db), {
      ...{ kind: 'heartbeat', target: JSON.stringify({ every: '24h', grace: '1h' }), name: 'Silent about its time' },
      ...{ lastSampleAt: Date.now(), lastLatencyMs: 7_654, lastTimings: JSON.stringify({ totalMs: 7_654 }) },
    });
    expect(await read(`/console/checks/${id}`)).not.toContain('7654');
    expect(await read('/console/checks?text=silent+about')).not.toContain('7654');
  });

  test('certificates of an own authority are named by what tells them apart, their text stands in a fold', async () => {
    const authorities = readFileSync(new URL('../support/certificates/ca.pem', import.meta.url), 'utf8');
    const target = JSON.stringify({ host: 'mail.example.com', port: 443, authorities });
    const { id } = await addCheck(database.db, await addService(database.db), { kind: 'tls', target });
    const page = await read(`/console/checks/${id}`);
    expect(page).toMatch(/CN=[^<]+<span[^>]*>signed by itself/);
    expect(page).toMatch(/SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect(page).toMatch(/<summary>The PEM text<\/summary>\s*<pre class="long-text" tabindex="0">-----BEGIN/);
  });

  test('results and the next run are told to the second', async () => {
    const at = Date.parse('2026-03-04T05:06:07Z');
    const { id, no } = await addCheck(database.db, await addService(database.db), {
      lastSampleAt: at,
      nextDueAt: at + 10 * 365 * 86_400_000,
    });
    await database.db.insertInto('sample').values({ checkNo: no, at, state: 'up', latencyMs: 7 }).execute();
    expect((await read(`/console/checks/${id}`)).match(/05:06:07\u00a0UTC/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test('places are told by the same words as checks, and count and list every check they poll', async () => {
    const clock = new TestClock();
    const ctx = { ...testContext(database.db, clock), now: Date.now };
    const shared = await addSharedCheck(ctx, ['here', 'Nantes']);
    const alone = await addCheck(database.db, await addService(database.db), { name: 'Polled from here alone' });
    await addCheck(database.db, await addService(database.db), { name: 'Deleted long ago', archivedAt: Date.now() });
    const { checks } = await database.db
      .selectFrom('healthCheck')
      .select((eb) => eb.fn.countAll<number>().as('checks'))
      .where('archivedAt', 'is', null)
      .executeTakeFirstOrThrow();
    const rows = (await read('/console/places')).split('<tr>');
    const countIn = (name: string): string | undefined =>
      /data-label="Checks"[^>]*>(\d+)</.exec(rows.find((row) => row.includes(`>${name}</a>`)) ?? '')?.[1];
    expect([countIn('Here'), countIn('Nantes')]).toEqual([String(checks), '1']);
    const here = await read('/console/places/here');
    expect(here).toContain(`/console/checks/${alone.id}`);
    expect(here).toContain(`/console/checks/${shared.checkId}`);
    expect(here).not.toContain('Deleted long ago');
    const nantes = await read(`/console/places/${shared.places[1]}`);
    expect(nantes).toContain(`/console/checks/${shared.checkId}`);
    expect(nantes).not.toContain(`/console/checks/${alone.id}`);
    await database.db.deleteFrom('placeSpan').where('checkId', '=', shared.checkId).execute();
    await database.db.updateTable('checkPlace').set({ state: 'up' }).where('checkId', '=', shared.checkId).execute();
    expect(await read(`/console/checks/${shared.checkId}`)).toMatch(
      /data-label="Sees it"[^>]*><span class="state operational">Works</,
    );
  });

  test('a form of a new place that is sent twice adds one, and the page says how agents reach private addresses', async () => {
    const form = { name: 'Brest', submissionKey: '0198c0de-0000-7000-8000-00000000000b' };
    const added = await (await operator.post('/console/places?do=add', form)).text();
    expect(added).toContain('PROBE_ALLOW_CIDRS');
    const again = await operator.post('/console/places?do=add', form);
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('“Brest” was added already.')]);
  });

  test('a service that asks for more failing checks than it has says that it can never be down', async () => {
    const id = await addService(database.db, { downWhen: 'at-least', downCount: 3 });
    await addCheck(database.db, id);
    expect(await read(`/console/services/${id}`)).toContain('it can never be down');
  });

  test('the page of a service says in words that there are no answer times to draw yet', async () => {
    const pageOf = async (slug: string): Promise<string> => (await fetch(`${site.url}/services/${slug}`)).text();
    await addCheck(database.db, await addService(database.db, { slug: 'no-times' }));
    expect(await pageOf('no-times')).toContain('No answer time has been measured in the last 24 hours.');
    const { no } = await addCheck(database.db, await addService(database.db, { slug: 'one-time' }));
    await database.db.insertInto('sample').values({ checkNo: no, at: Date.now(), state: 'up', latencyMs: 7 }).execute();
    const one = await pageOf('one-time');
    expect([one.includes('too little to draw'), one.includes('latency-chart')]).toEqual([true, false]);
  });
});
