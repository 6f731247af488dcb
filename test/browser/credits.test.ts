import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '#test/support/browser';
import { addCreditWorld, type CreditWorld } from '#test/support/credit-world';
import { type OpenedDatabase, openDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

const IMPORT = `key,organization,direction,counterparty,policy,services,from
a-1,Nobody knows this organisation with its long and winding name,we-owe,Example,google-workspace,*,2026-01-01
a-2,Nobody,we-owe,Example,no-such-policy,Gmail|Nothing,soon
`;
/** With SCREENSHOTS=folder every page is kept as a picture to look at. */
const SHOTS = process.env['SCREENSHOTS'];

describe('the pages about money', () => {
  let database: OpenedDatabase;
  let site: TestSite;
  let browser: Browser;
  let admin: SignedIn & { readonly organizationId: string };
  let operator: SignedIn;
  let world: CreditWorld;

  beforeAll(async () => {
    database = await openDatabase('sqlite');
    site = await startSite(database);
    admin = await site.asMember('new');
    operator = await site.asOperator();
    world = await addCreditWorld(database.connection.db, admin.organizationId, admin.userId);
    browser = await launchChromium();
    if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await database?.drop();
  });

  test.each([
    { area: 'portal', lang: 'en' },
    { area: 'portal', lang: 'fr' },
    { area: 'console', lang: 'en' },
  ] as const)(
    'are accessible and as wide as the window: $area in $lang',
    async ({ area, lang }) => {
      const context = await browser.newContext({ reducedMotion: 'reduce', locale: lang });
      await context.addCookies((area === 'portal' ? admin : operator).page);
      const page = await context.newPage();
      const wrong: string[] = [];
      for (const [name, path] of Object.entries(world[area])) {
        const answer = await page.goto(`${site.url}${path}`);
        if (answer?.status() !== 200) wrong.push(`${path}: ${answer?.status()}`);
        await page.evaluate(() => {
          for (const one of document.querySelectorAll('details')) one.open = true;
        });
        await page.evaluate(axe.source);
        for (const complaint of await lookAt(page, `${area}-${lang}-${name}`)) wrong.push(`${path} ${complaint}`);
      }
      await context.close();
      expect(wrong).toEqual([]);
    },
    300_000,
  );

  test('so are the plan of an import with mistakes and the preview of new terms', async () => {
    const context = await browser.newContext({ baseURL: site.url });
    await context.addCookies(operator.page);
    const page = await context.newPage();
    await page.goto('/console/contracts/import');
    await page.getByLabel('Or paste it').fill(IMPORT);
    await page.getByRole('button', { name: 'Show what it would do' }).click();
    await page.getByText('Nothing is written as long as there is a mistake.').waitFor();
    await page.evaluate(axe.source);
    const wrong = await lookAt(page, 'console-en-importPlan');
    await page.goto('/console/policies/google-workspace/new-version');
    await page.getByLabel('Holds from').fill('2026-10-01');
    await page.getByLabel('Promised uptime in percent').fill('99.95');
    await page.getByRole('button', { name: /would have done/ }).click();
    await page.waitForURL(/do=preview/);
    await page.evaluate(axe.source);
    wrong.push(...(await lookAt(page, 'console-en-preview')));
    await context.close();
    expect(wrong).toEqual([]);
  }, 120_000);
});

async function lookAt(page: Page, name: string): Promise<string[]> {
  const complaints: string[] = [];
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) complaints.push(`is ${over} px wider than ${width}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      // Colours change with the scheme, and structure with the width: two of the four say it all.
      if ((width === 1280) === (colorScheme === 'dark')) continue;
      for (const violation of await violations(page)) complaints.push(`${violation} (${colorScheme}, ${width})`);
    }
  }
  return complaints;
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
}
