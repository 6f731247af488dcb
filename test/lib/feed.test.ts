import Parser from 'rss-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AutomaticText } from '#domain/watching/automatic-text';
import { onEachDatabase } from '#test/support/databases';
import { addUpdate } from '#test/support/public-scenes';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

const HOSTILE = 'Mail ]]> late & <b>lost</b> "quoted" \u0000\u0008\u000b\uffff\ud800 é 💥';
const START = Date.parse('2026-11-19T14:05:00Z');

onEachDatabase('feeds of the incident history', (database) => {
  let site: TestSite;
  let hostileId = '';
  beforeAll(async () => {
    // PostgreSQL takes no NUL, neither database a lone surrogate.
    const title = HOSTILE.replace('\u0000', '').toWellFormed();
    const serviceId = await addService(database.db, {
      names: JSON.stringify({ en: 'Gmail & Co', fr: 'Gmail et Cie' }),
    });
    hostileId = await addIncident(database.db, [serviceId], {
      title,
      startedAt: START,
      updatedAt: START + 600_000,
      resolvedAt: START + 600_000,
      stage: 'resolved',
    });
    await addUpdate(database.db, hostileId, { at: START, stage: 'investigating', body: title });
    await addUpdate(database.db, hostileId, {
      at: START + 300_000,
      stage: 'investigating',
      body: 'Still **looking**.\n\nSecond paragraph.',
    });
    await addUpdate(database.db, hostileId, {
      at: START + 600_000,
      stage: 'resolved',
      body: '<script>alert(1)</script>',
    });
    for (let no = 0; no < 30; no += 1)
      await addIncident(database.db, [serviceId], { startedAt: START - no * 1_000 - 1 });
    site = await startSite(database);
  });
  afterAll(() => site.stop());

  async function read(path: string) {
    const response = await fetch(site.url + path);
    const xml = await response.text();
    return { type: response.headers.get('content-type'), xml, feed: await new Parser().parseString(xml) };
  }

  test.each(['/history.atom', '/history.rss', '/fr/history.atom', '/fr/history.rss'])(
    'parse as XML with hostile texts: %s',
    async (path) => {
      const { feed, xml, type } = await read(path);
      expect(type).toMatch(path.endsWith('atom') ? /^application\/atom\+xml/ : /^application\/rss\+xml/);
      expect(feed.items).toHaveLength(25);
      const title = path.endsWith('atom')
        ? /^Mail \]\]&gt; late &amp; &lt;b&gt;lost&lt;\/b&gt; &quot;quoted&quot;/
        : /^Mail \]\]> late & <b>lost<\/b> "quoted"/;
      expect(feed.items[0]?.title).toMatch(title);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold is what is looked for
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\uffff]/);
      expect(feed.items[0]?.content).not.toContain('<script');
    },
  );

  test('have the shape that readers of status feeds know', async () => {
    const { feed, xml } = await read('/history.atom');
    expect(feed.title).toBe('Workspace Status - Incident History');
    const content = feed.items[0]?.content ?? '';
    const labels = [...content.matchAll(/<strong>(\w+)<\/strong> -/g)].map(([, label]) => label);
    expect(labels).toEqual(['Resolved', 'Update', 'Investigating']);
    expect(content).toContain(
      "<small>Nov <var data-var='date'>19</var>, <var data-var='time'>14:15</var> UTC</small><br>",
    );
    expect(content).toContain('Still <strong>looking</strong>.</p>');
    expect(content).toContain('This incident affected: Gmail &amp; Co.');
    expect(feed.items[0]?.['id']).toBe(`tag:${new URL(site.url).host},2005:Incident/${hostileId}`);
    expect(xml).toContain(`<id>tag:${new URL(site.url).host},2005:/history</id>`);
    expect(feed.items[0]?.link).toBe(`${site.url}/incidents/${hostileId}`);
  });

  test('revise an entry in place', async () => {
    const before = (await read('/history.atom')).feed.items.find((item) => item['id']?.endsWith(hostileId));
    await database.db
      .updateTable('incident')
      .set({ title: 'Renamed', updatedAt: START + 700_000 })
      .where('id', '=', hostileId)
      .execute();
    await database.db.insertInto('counter').values({ scope: 'public', version: 99 }).execute();
    const find = async () =>
      (await read('/history.atom')).feed.items.find((item) => item['id'] === before?.['id'])?.title;
    await expect.poll(find, { timeout: 5_000 }).toBe('Renamed');
  });

  test('name things in French under /fr/', async () => {
    const { feed } = await read('/fr/history.rss');
    expect(feed.title).toBe('Workspace Status - Historique des incidents');
    expect(feed.items.at(-1)?.link).toMatch(/\/fr\/incidents\//);
    expect(feed.items.map((item) => item.content).join()).toContain('Gmail et Cie');
  });
});

onEachDatabase('feeds of what our checks say', (database) => {
  let site: TestSite;
  afterAll(() => site?.stop());

  test('name who recovered, who is left and what comes and goes, in the language of the feed', async () => {
    const shop = await addService(database.db, { names: JSON.stringify({ en: 'Shop', fr: 'Boutique' }) });
    const mail = await addService(database.db, { name: 'Mail' });
    const id = await addIncident(database.db, [shop, mail], { title: '', startedAt: START });
    const measured = { source: 'measured', incidentId: id } as const;
    await addOutage(database.db, mail, { ...measured, startedAt: START });
    for (const no of [0, 1, 2])
      await addOutage(database.db, shop, {
        ...measured,
        startedAt: START + no * 60_000,
        endedAt: START + no * 60_000 + 1,
      });
    const lines: readonly AutomaticText[] = [
      { kind: 'failing', serviceIds: [shop, mail] },
      { kind: 'flapping', serviceIds: [shop], times: 3 },
      { kind: 'recovered', serviceIds: [shop], remaining: { down: [mail], degraded: [] } },
    ];
    for (const [no, line] of lines.entries()) {
      const automatic = JSON.stringify(line);
      await addUpdate(database.db, id, { at: START + no * 600_000, stage: 'investigating', body: '', automatic });
    }
    site = await startSite(database);
    const read = async (path: string) => {
      const { items } = await new Parser().parseString(await (await fetch(site.url + path)).text());
      const [{ title = '', content = '' } = {}] = items;
      return [title, ...[...content.matchAll(/<\/strong> - (.*?)<\/p>/g)].map(([, said]) => said)];
    };
    for (const format of ['atom', 'rss']) {
      expect(await read(`/history.${format}`)).toEqual([
        'Outage of Mail',
        'Shop works again. Mail is still down.',
        expect.stringMatching(/^Flapping: 3 times\. Shop keeps failing and coming back\./),
        'Our checks of Shop and Mail are failing. We are looking into the cause.',
      ]);
      expect(await read(`/fr/history.${format}`)).toEqual([
        'Panne\u202f: Mail',
        'Boutique fonctionne de nouveau. Mail est toujours en panne.',
        expect.stringMatching(/^Instable\u202f: 3 fois\. Boutique\u202f: les pannes vont et viennent\./),
        expect.stringContaining('Boutique et Mail'),
      ]);
    }
  });
});
