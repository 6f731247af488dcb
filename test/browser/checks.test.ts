import { randomUUIDv7 } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pauseCheck } from '#commands/pause-check';
import { launchChromium } from '#test/support/browser';
import { SYSTEM, TestClock, testContext } from '#test/support/context';
import { type OpenedDatabase, openDatabase } from '#test/support/databases';
import { httpTarget, type Target } from '#test/support/http-target';
import { KeyboardReader } from '#test/support/keyboard';
import { addSharedCheck } from '#test/support/places';
import { addCheck, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

/** With SCREENSHOTS=folder every page is kept as a picture to look at. */
const SHOTS = process.env['SCREENSHOTS'];
const LONG = 'Sign-in page of the very long named customer portal with all of its forwarders, from outside';

describe('checks in the console', () => {
  let database: OpenedDatabase;
  let site: TestSite;
  let ada: SignedIn;
  let browser: Browser;
  let shop: Target;
  let status = 503;
  let failing = '';
  let mail = '';
  let place = '';
  let shared = '';

  beforeAll(async () => {
    if (SHOTS) mkdirSync(SHOTS, { recursive: true });
    database = await openDatabase('sqlite');
    const { db } = database.connection;
    const ctx = testContext(db, new TestClock(Date.now()), SYSTEM);
    shop = await httpTarget((_, response) => {
      response.statusCode = status;
      response.end('welcome to the shop');
    });
    mail = await addService(db, { name: 'Mail' });
    const detail = 'The answer was 503 instead of 200-299.';
    const ill = {
      state: 'down',
      lastCause: 'unexpected-code',
      lastDetail: detail,
      lastSampleAt: Date.now() - 9_000,
    } as const;
    ({ id: failing } = await addCheck(db, mail, {
      name: LONG,
      ...ill,
      lastLatencyMs: 321,
      slowRule: JSON.stringify({
        overMs: 2_000,
        untilMs: 1_600,
        percentile: 95,
        windowMs: 1_200_000,
        leastSamples: 20,
      }),
      lastUpAt: Date.now() - 900_000,
    }));
    const seen = await addSharedCheck(ctx, ['here', 'Aix-en-Provence, the machine under the stairs of the shop']);
    shared = seen.checkId;
    place = seen.places[1] ?? '';
    const paused = await addCheck(db, mail, { name: 'Round trip' });
    await pauseCheck(ctx, { checkId: paused.id, revision: 1, reason: 'The mailbox moves until Friday.' });
    for (let at = 0; at < 20; at += 1) {
      const serviceId = await addService(db, { name: at === 0 ? LONG : `Service of customer ${at}` });
      for (let no = 0; no < 15; no += 1) {
        const row = { lastSampleAt: Date.now() - 1_000 * no, lastLatencyMs: 20 + no, nextDueAt: Date.now() + 9_000 };
        await addCheck(db, serviceId, { id: randomUUIDv7(), name: `Page ${no}`, origin: 'catalogue', ...row });
      }
    }
    site = await startSite(
      { url: database.url, connection: database.connection },
      { env: { PROBE_ALLOW_CIDRS: '127.0.0.0/8' } },
    );
    ada = await site.asOperator(['incidents']);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await shop?.close();
    await database?.drop();
  });

  async function openPage(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      baseURL: site.url,
      javaScriptEnabled: true,
    });
    await context.addCookies(ada.page);
    return context.newPage();
  }

  test('an operator with a keyboard adds a check, sees why it fails, mends it, pauses and deletes it', async () => {
    const page = await openPage(1280, 'light');
    const reader = new KeyboardReader(page);
    await page.goto('/console/checks');
    await reader.press(page.getByRole('link', { name: 'Add a check' }), /new$/);
    await reader.press(page.getByRole('link', { name: 'Web address (HTTP)' }), /kind=http/);
    await page.getByLabel('Service', { exact: true }).selectOption({ label: 'Mail' });
    await reader.write(page.getByLabel('Name', { exact: true }), 'Shop');
    await reader.write(page.getByLabel('Address'), `${shop.url}/`);
    await reader.press(page.getByRole('button', { name: 'Try it' }), /do=try/);
    const run = page.getByRole('status');
    await expect.poll(() => run.textContent()).toContain('It fails.');
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'run-1280-light.png') });
    expect(await run.textContent()).toMatch(/503 instead of 200-299[\s\S]*First byte[\s\S]*ms[\s\S]*does not hold/);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Shop');
    await page.getByLabel('Status codes that are fine').fill('teapot');
    await page.getByRole('button', { name: 'Add the check' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('status code');
    await page.getByLabel('Status codes that are fine').fill('200-299');
    await page.getByRole('button', { name: 'Add the check' }).click();
    await page.waitForURL(/done=created/);
    status = 200;
    await reader.press(page.getByRole('button', { name: 'Run it now' }), /do=run/);
    expect(await page.locator('#run').textContent()).toContain('It works');
    await page.getByRole('link', { name: 'Change it' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Shop, first page');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/done=changed/);
    await page.getByText('Pause it for a while').click();
    await page.getByLabel('Why').fill('It moves.');
    await page.getByRole('button', { name: 'Pause it' }).click();
    await page.waitForURL(/done=pause/);
    expect(await page.locator('main').textContent()).toContain('It moves.');
    await page.getByText('Delete it', { exact: true }).click();
    await page.getByRole('button', { name: 'Delete this check' }).click();
    await page.waitForURL(/done=deleted/);
    expect(await page.locator('main').textContent()).not.toContain('Shop, first page');
    await page.context().close();
  }, 60_000);

  test('pages hold without a violation and without a sideways scroll, in both lights and widths', async () => {
    const paths = {
      list: '/console/checks',
      failing: '/console/checks?view=down',
      kinds: '/console/checks/new',
      http: '/console/checks/new?kind=http',
      trip: '/console/checks/new?kind=round-trip',
      check: `/console/checks/${failing}`,
      edit: `/console/checks/${failing}/edit`,
      services: '/console/services',
      service: `/console/services/${mail}`,
      'new-service': '/console/services/new',
      places: '/console/places',
      here: '/console/places/here',
      place: `/console/places/${place}`,
      'shared-check': `/console/checks/${shared}`,
    };
    for (const [width, scheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      const page = await openPage(width, scheme);
      for (const [name, path] of Object.entries(paths)) {
        await page.goto(path);
        if (SHOTS)
          await page.screenshot({
            path: join(SHOTS, `${name}-${width}-${scheme}.png`),
            fullPage: name !== 'list' && name !== 'services',
          });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect([name, width, wide > 0]).toEqual([name, width, false]);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() =>
          (window as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
        );
        expect([name, width, ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([name, width]);
      }
      await page.context().close();
    }
  }, 120_000);
});
