import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Db } from '#db/connect';
import { DAY_MS } from '#domain/time';
import { launchChromium } from '#test/support/browser';
import { onEachDatabase } from '#test/support/databases';
import { startMailServer } from '#test/support/mail-server';
import { addManyScene, type ManyScene } from '#test/support/many-scene';
import { addCustomer } from '#test/support/people-rows';
import { startSite } from '#test/support/site';
import { readable } from './story/post.ts';
import { until } from './story/until.ts';

const COUNTS = { days: 30, shares: 12, automatic: 8, unsure: 6, lenient: 4 } as const;
const GRANTED = COUNTS.days + COUNTS.shares + COUNTS.automatic;
const REASON = 'On the sixth, Gmail could not be reached for an hour.';

onEachDatabase('one outage, sixty contracts', (database) => {
  test('are decided at once by one operator, each by its own terms and in its own language', async () => {
    const scene = await addSixtyContracts(database.db);
    const mail = await startMailServer();
    const site = await startSite(database, { env: { ROLE: 'all', SMTP_URL: mail.url } });
    const browser = await launchChromium();
    try {
      const operator = await site.asOperator(['money']);
      const context = await browser.newContext({ baseURL: site.url });
      context.setDefaultTimeout(20_000);
      await context.addCookies(operator.page);
      const page = await context.newPage();

      await page.goto('/console/credits/many');
      await page.getByRole('link', { name: 'Gmail cannot be reached' }).first().click();
      await expectText(
        page,
        '60 contracts: 50 owed, 6 depend, 4 nothing; 114 days and a share of the fee for 12 in all',
      );
      await page.getByLabel('Reason').fill(REASON);
      await page.getByLabel('Grant', { exact: true }).check();
      await page.getByRole('button', { name: 'Show what would happen' }).click();
      await expectText(page, 'Nothing has happened yet.');
      expect(await grantsOf(database.db, scene.contracts.days)).toEqual([]);
      const preview = new URL(page.url()).pathname;
      await page.getByRole('button', { name: /^Grant \d+ contracts now$/ }).click();
      await page.getByText('confirmed by').waitFor();

      let told = '';
      await until(
        'the step is through',
        async () => {
          told = await wordsOf(page).catch(() => '');
          return /contracts granted/.test(told);
        },
        { withinMs: 60_000, explain: () => `${told}\n${site.output()}` },
      );
      await checkLedger(database.db, scene);
      await until('every customer has a mail', () => mail.mails.length >= GRANTED);
      const mails = mail.mails.map((one) => ({ to: one.to.join(), text: readable(one) }));
      expect(new Set(mails.map(({ to }) => to)).size).toBe(GRANTED);
      for (const { to, text } of mails) {
        const words = to.startsWith('fr-') ? /Nous vous devons un crédit de service/ : /We owe you a service credit/;
        expect([to, words.test(text)]).toEqual([to, true]);
      }

      await page.goto(`/console/incidents/${scene.incidentId}/credits`);
      await page.getByLabel(/^Every contract that is owed something/).check();
      await page.getByLabel('Reason').fill(REASON);
      await page.getByRole('button', { name: 'Show what would happen' }).click();
      await expectText(page, 'Choose at least one contract.');
      expect((await operator.post(`${preview}?do=confirm`)).status).toBe(303);
      await checkLedger(database.db, scene);
      expect(mail.mails).toHaveLength(GRANTED);
    } finally {
      await browser.close();
      await site.stop();
      await mail.stop();
    }
  }, 180_000);
});

/** Thirty customers who read English and thirty who read French, by turns. */
async function addSixtyContracts(db: Db): Promise<ManyScene> {
  const organizationIds: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    const lang = index % 2 === 0 ? 'en' : 'fr';
    const id = `customer-${index}`;
    await addCustomer(db, { id, name: `Customer ${index}`, email: `${lang}-${index}@example.com`, lang });
    organizationIds.push(id);
  }
  const today = new Date();
  const startedAt = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1) + 5 * DAY_MS;
  return addManyScene(db, { counts: COUNTS, organizationIds, startedAt });
}

/** Every contract that is owed something has one entry and one audit line, the others have none. */
async function checkLedger(db: Db, { contracts }: ManyScene): Promise<void> {
  expect(await grantsOf(db, contracts.days)).toEqual(Array(COUNTS.days).fill(3));
  expect(await grantsOf(db, contracts.shares)).toEqual(Array(COUNTS.shares).fill(100_000));
  expect(await grantsOf(db, contracts.automatic)).toEqual(Array(COUNTS.automatic).fill(3));
  expect(await grantsOf(db, [...contracts.unsure, ...contracts.lenient])).toEqual([]);
  const audit = await db
    .selectFrom('auditEntry')
    .select('organizationId')
    .where('action', '=', 'grant-credit')
    .execute();
  expect(audit).toHaveLength(GRANTED);
  expect(new Set(audit.map(({ organizationId }) => organizationId)).size).toBe(GRANTED);
}

async function grantsOf(db: Db, contractIds: readonly string[]): Promise<number[]> {
  const rows = await db
    .selectFrom('creditEntry')
    .select('amount')
    .where('contractId', 'in', [...contractIds])
    .execute();
  return rows.map(({ amount }) => amount);
}

async function expectText(page: Page, wanted: string): Promise<void> {
  expect(await wordsOf(page)).toContain(wanted);
}

async function wordsOf(page: Page): Promise<string> {
  return ((await page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ');
}
