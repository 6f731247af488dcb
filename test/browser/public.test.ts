import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '#db/connect';
import { launchChromium } from '#test/support/browser';
import { openDatabase } from '#test/support/databases';
import { addLongGroup, addQuietHistory, addTrouble, addWatchedService } from '#test/support/public-scenes';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { startSite } from '#test/support/site';

/** With SCREENSHOTS=folder every page is kept as a picture to look at. */
const SHOTS = process.env['SCREENSHOTS'];
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 390] as const;

interface Scene {
  readonly name: string;
  /** Fills the database and says which pages to look at. */
  readonly fill: (db: Db, now: number) => Promise<readonly string[]>;
}

const SCENES: readonly Scene[] = [
  { name: 'empty', fill: async () => ['/', '/fr', '/history', '/no-such-page', '/fr/no-such-page'] },
  {
    name: 'calm',
    fill: async (db, now) => {
      await addQuietHistory(db, { services: 15, days: 90, now });
      return ['/'];
    },
  },
  {
    name: 'trouble',
    fill: async (db, now) => {
      const ids = await addQuietHistory(db, { services: 15, days: 70, now });
      const { incidentId } = await addTrouble(db, ids, now);
      const { slug } = await db
        .selectFrom('service')
        .select('slug')
        .where('id', '=', ids[0] ?? '')
        .executeTakeFirstOrThrow();
      return [
        '/',
        '/fr',
        '/history',
        `/incidents/${incidentId}`,
        `/fr/incidents/${incidentId}`,
        `/incidents/${incidentId}/sla`,
        `/fr/incidents/${incidentId}/sla`,
        `/services/${slug}`,
        `/fr/services/${slug}`,
      ];
    },
  },
  {
    name: 'much',
    fill: async (db, now) => {
      await addQuietHistory(db, { services: 147, days: 90, now });
      const long = await addWatchedService(db, {
        name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and a name that goes on and on',
        now,
        days: 3,
      });
      await addService(db, { name: 'Nobody watches this', slug: 'unwatched' });
      const [broken = ''] = await addLongGroup(db, now);
      await addOutage(db, broken, { source: 'declared', state: 'degraded', startedAt: now - 1_800_000 });
      await addIncident(db, [long], {
        title: 'A-title-without-any-space-'.repeat(9),
        impact: 'minor',
        startedAt: now - 3_600_000,
        stage: 'monitoring',
      });
      return ['/', '/fr', '/services/unwatched'];
    },
  },
];

let browser: Browser;
beforeAll(async () => {
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

describe.each(SCENES)('public pages, $name', ({ name, fill }) => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  let site: Awaited<ReturnType<typeof startSite>>;
  let paths: readonly string[] = [];
  beforeAll(async () => {
    database = await openDatabase('sqlite');
    paths = await fill(database.connection.db, Date.now());
    site = await startSite(database);
  });
  afterAll(async () => {
    await site.stop();
    await database.drop();
  });

  test.each(SCHEMES.flatMap((scheme) => WIDTHS.map((width) => ({ scheme, width }))))(
    'are accessible, quiet and as wide as the window in $scheme at $width px',
    async ({ scheme, width }) => {
      const context = await browser.newContext({
        colorScheme: scheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
      });
      try {
        for (const path of paths) {
          const page = await context.newPage();
          const complaints = listen(page, path);
          await page.goto(site.url + path);
          await drawCharts(page);
          await keepPicture(page, `${name}${path}-${scheme}-${width}`);
          expect(await tooWide(page), `${path} is wider than the window`).toBeLessThanOrEqual(0);
          expect(await violations(page), path).toEqual([]);
          expect(complaints, path).toEqual([]);
          await page.close();
        }
      } finally {
        await context.close();
      }
    },
    60_000,
  );

  test('say the same without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    for (const path of paths.slice(0, 2)) {
      await page.goto(site.url + path);
      expect((await page.locator('h1').textContent())?.length, path).toBeGreaterThan(5);
      expect(await page.locator('main').textContent()).not.toContain('undefined');
    }
    await context.close();
  });
});

/** Scrolls what is drawn only when seen into view and waits for it. */
async function drawCharts(page: Page): Promise<void> {
  for (const chart of await page.locator('.latency-chart canvas').all()) {
    await chart.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.latency-chart canvas')?.getAttribute('style') !== null);
  }
}

async function keepPicture(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  const height = await page.evaluate(() => Math.min(3_000, document.documentElement.scrollHeight));
  const width = page.viewportSize()?.width ?? 0;
  const path = join(SHOTS, `${name.replaceAll('/', '_').replaceAll(/[0-9a-f-]{30,}/g, 'ID')}.png`);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height } });
}

/** Everything the browser complains about; the 404 of a page that is not there is no complaint. */
function listen(page: Page, path: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const expected = path.includes('no-such-page') && message.text().includes('404');
    if (!expected && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
  return complaints;
}

function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Run over the debugging connection, which the page's own policy does not bind. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const run = (
      window as unknown as {
        axe: { run: (options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    return (await run.run({ resultTypes: ['violations'] })).violations;
  });
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(' | ')}`,
  );
}
