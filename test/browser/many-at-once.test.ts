import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareBulkDecision } from '#commands/prepare-bulk-decision';
import { listAffectedCredits } from '#db/queries/affected-credits';
import { findIncidentReach } from '#db/queries/incident-reach';
import { keyOfAffected } from '#domain/credits/many/affected';
import { launchChromium } from '#test/support/browser';
import { TestClock, testContext } from '#test/support/context';
import { OCTOBER, treasurer } from '#test/support/credits';
import { type OpenedDatabase, openDatabase } from '#test/support/databases';
import { addManyScene, type ManyScene } from '#test/support/many-scene';
import { addOrganization } from '#test/support/people-rows';
import { addCheck, addOutage, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import { assessWindows } from '../../jobs/upkeep/assess-windows.ts';

/** Where to leave pictures of the pages; none are taken unless set. */
const SHOTS = process.env['SCREENSHOTS'];
const LONG = 'Gesellschaft für Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau mbH';

let database: OpenedDatabase;
let site: TestSite;
let browser: Browser;
let pages: readonly string[];

beforeAll(async () => {
  database = await openDatabase('sqlite');
  const { db } = database.connection;
  const clock = new TestClock(Date.now());
  const few = await addCustomers('few', 60, { days: 30, shares: 12, automatic: 8, unsure: 6, lenient: 4 });
  const many = await addCustomers('many', 300, { days: 250, provider: 40, lenient: 10 });
  const log = { info: () => undefined, error: () => undefined };
  const signal = new AbortController().signal;
  await assessWindows({ ctx: testContext(db, clock), log: log as never, signal });
  const reach = await findIncidentReach(db, few.incidentId);
  const rows = await listAffectedCredits(db, { hits: reach?.hits ?? [], now: clock.now() });
  const { incidentId } = few;
  const choice = { incidentId, action: 'grant', reason: 'Sorry.', keys: rows.map(keyOfAffected) } as const;
  const step = await prepareBulkDecision(testContext(db, clock, treasurer()), choice);
  site = await startSite(database);
  browser = await launchChromium();
  pages = [
    '/console/credits/many',
    `/console/incidents/${few.incidentId}/credits`,
    `/console/incidents/${many.incidentId}/credits`,
    `/console/credits/many/${step.id}`,
    '/console/customers?month=2026-10',
    `/console/customers?month=2026-10&service=${few.serviceId}`,
  ];

  async function addCustomers(
    prefix: string,
    count: number,
    counts: Parameters<typeof addManyScene>[1]['counts'],
  ): Promise<ManyScene> {
    const organizationIds = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
    for (const [index, id] of organizationIds.entries()) {
      await addOrganization(db, {
        id,
        name: index === 2 ? LONG : `${prefix === 'few' ? 'Alder' : 'Birch'} School ${index}`,
      });
    }
    const scene = await addManyScene(db, { counts, organizationIds });
    for (const name of ['Calendar', 'Drive', 'Meet']) {
      const serviceId = await addService(db, { name });
      await addCheck(db, serviceId, { createdAt: Date.parse('2026-01-01T00:00:00Z') });
      const startedAt = OCTOBER + 4 * 86_400_000;
      await addOutage(db, serviceId, { startedAt, endedAt: startedAt + 30_000_000 });
      const contracts = Object.values(scene.contracts).flat();
      const covers = contracts.filter((_, index) => index % 3 !== 0).map((contractId) => ({ contractId, serviceId }));
      await db.insertInto('contractService').values(covers).execute();
    }
    return scene;
  }
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await database?.drop();
});

test('every page about many contracts is accessible and fits its window, light and dark, wide and narrow', async () => {
  const operator = await site.asOperator(['money']);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      await context.addCookies(operator.page);
      const page = await context.newPage();
      for (const [index, path] of pages.entries()) {
        await page.goto(site.url + path);
        if (SHOTS) {
          mkdirSync(SHOTS, { recursive: true });
          await page.screenshot({ path: join(SHOTS, `${index}-${colorScheme}-${width}.png`) });
          await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
          await page.screenshot({ path: join(SHOTS, `${index}-${colorScheme}-${width}-end.png`) });
        }
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
        expect([path, violations.map(({ id, nodes }) => [id, nodes[0]?.html])]).toEqual([path, []]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect([path, width, overflow]).toEqual([path, width, 0]);
      }
      await context.close();
    }
  }
}, 240_000);
