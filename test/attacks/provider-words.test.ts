import { Parser } from 'htmlparser2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importProviderIncidents } from '#commands/import-provider-incidents';
import { listFeedServices } from '#db/queries/feeds';
import { parseGoogleIncidents } from '#domain/feeds/google';
import { readXml } from '#lib/read-xml';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import { GOOGLE_PRODUCTS } from '../fixtures/feeds/google.ts';

const IMAGE = '<img src=x onerror=alert(1)>';
const BODY = `**Title**\n<script>alert(2)</script> [press](javascript:alert(3)) ${IMAGE} ]]> &lt;svg onload=alert(4)&gt; \u202egnp.exe`;

onEachDatabase('what a provider writes', (database) => {
  let site: TestSite;
  let id: string;

  beforeAll(async () => {
    await addService(database.db, { name: 'Chat', provider: 'p', providerKey: GOOGLE_PRODUCTS.CHAT.id, createdAt: 0 });
    const now = Date.now();
    const time = (minutesAgo: number): string => new Date(now - minutesAgo * 60_000).toISOString();
    const place = { id: 'eu', title: `"><svg onload=alert(5)>` };
    const row = {
      ...{ id: '../../x"onmouseover="alert(6)', begin: time(30), created: time(29), end: null, modified: time(5) },
      ...{ external_desc: IMAGE, status_impact: 'SERVICE_OUTAGE', uri: 'javascript:alert(7)' },
      affected_products: [{ id: GOOGLE_PRODUCTS.CHAT.id, title: IMAGE }],
      currently_affected_locations: [place],
      updates: [
        { created: time(20), when: time(20), text: BODY, status: 'SERVICE_OUTAGE', affected_locations: [place] },
      ],
    };
    const { incidents, rejected } = parseGoogleIncidents([row], { provider: 'p' });
    expect(rejected).toEqual([]);
    const ctx = testContext(database.db, new TestClock(now));
    await importProviderIncidents(ctx, {
      provider: 'p',
      incidents,
      services: await listFeedServices(database.db, 'p'),
      mode: 'live',
    });
    ({ id } = await database.db
      .selectFrom('incident')
      .select('id')
      .where('provider', '=', 'p')
      .executeTakeFirstOrThrow());
    site = await startSite(database);
  });
  afterAll(() => site?.stop());

  test('stands on pages as text: no element, handler or address of its own', async () => {
    const operator = await site.asOperator(['incidents']);
    const visitor = site.asVisitor();
    const pages = [
      ...['/', '/fr', '/history', `/incidents/${id}`, `/fr/incidents/${id}`].map((path) => [visitor, path] as const),
      ...['/console', '/console/incidents', `/console/incidents/${id}`].map((path) => [operator, path] as const),
    ];
    let told = 0;
    for (const [who, path] of pages) {
      const page = await who.text(path);
      if (page.includes('onerror=alert(1)')) told += 1;
      expect(dangersIn(page), path).toEqual([]);
    }
    expect(told).toBeGreaterThan(3);
  });

  test('stands in feeds as text, and breaks none', async () => {
    const visitor = site.asVisitor();
    const atom = readXml(await visitor.text('/history.atom'));
    const entries = atom?.children.filter(({ name }) => name === 'entry') ?? [];
    expect(entries).toHaveLength(1);
    const html = entries.flatMap(({ children }) =>
      children.filter(({ name }) => name === 'title' || name === 'content'),
    );
    expect(html).toHaveLength(2);
    for (const { text } of html) {
      expect(text).toContain('onerror=alert(1)');
      expect(dangersIn(text)).toEqual([]);
    }
    const rss = readXml(await visitor.text('/history.rss'));
    const [item] = rss?.children[0]?.children.filter(({ name }) => name === 'item') ?? [];
    expect(item?.children.find(({ name }) => name === 'title')?.text).toBe(IMAGE);
    expect(dangersIn(item?.children.find(({ name }) => name === 'description')?.text ?? '')).toEqual([]);
  });
});

/** Whatever of a page would run, as a browser reads it. */
function dangersIn(html: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const handlers = Object.entries(attributes).filter(
        ([key, value]) => key.startsWith('on') || /^\s*javascript:/i.test(value),
      );
      if (handlers.length > 0 || (name === 'img' && attributes['src'] === 'x') || 'onload' in attributes)
        found.push(name);
    },
    ontext: (text) => {
      if (isScript && text.includes('alert(')) found.push('script');
    },
    onopentagname: (name) => {
      isScript = name === 'script';
    },
    onclosetag: () => {
      isScript = false;
    },
  });
  let isScript = false;
  parser.end(html);
  return found;
}
