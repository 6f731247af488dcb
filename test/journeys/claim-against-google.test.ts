import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setFeedSource } from '#commands/set-feed-source';
import { readConfig } from '#config';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { LANGUAGES, type Language } from '#domain/words';
import { creditMessages } from '#i18n/credits/messages';
import { providerClaimMessages } from '#i18n/provider-claims/messages';
import { pollDueFeeds } from '#jobs/feeds/poll-feeds';
import { createLog } from '#lib/log';
import { launchChromium } from '#test/support/browser';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase, type TestDatabase } from '#test/support/databases';
import { FeedServer } from '#test/support/feed-server';
import { addContract, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import { GOOGLE_PRODUCTS } from '../fixtures/feeds/google.ts';

const INCIDENT = 'claimAgainstGoogle01';
const LINK = `https://www.google.com/appsstatus/dashboard/incidents/${INCIDENT}`;

/** The tenth of last month, 08:00 UTC. */
function start(): number {
  const today = new Date();
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 10, 8);
}

/** What Google publishes: Gmail was out for eight hours. */
function googleFeed(): unknown {
  const at = (afterMs: number): string => new Date(start() + afterMs).toISOString();
  const update = (afterMs: number, status: string, text: string) => ({
    created: at(afterMs),
    modified: at(afterMs),
    when: at(afterMs),
    text,
    status,
    affected_locations: [],
  });
  return [
    {
      id: INCIDENT,
      number: '1',
      begin: at(0),
      created: at(MINUTE_MS),
      end: at(8 * HOUR_MS),
      modified: at(9 * HOUR_MS),
      external_desc: 'Gmail cannot be reached',
      updates: [
        update(8 * HOUR_MS, 'AVAILABLE', 'Gmail works again.'),
        update(MINUTE_MS, 'SERVICE_OUTAGE', 'Gmail cannot be reached.'),
      ],
      status_impact: 'SERVICE_OUTAGE',
      severity: 'high',
      service_key: GOOGLE_PRODUCTS.MAIL.id,
      service_name: 'Gmail',
      affected_products: [GOOGLE_PRODUCTS.MAIL],
      uri: `incidents/${INCIDENT}`,
      currently_affected_locations: [],
      previously_affected_locations: [],
    },
  ];
}

onEachDatabase('a claim against Google', (database) => {
  const server = new FeedServer();
  let site: TestSite;
  let browser: Browser;
  let serviceId = '';

  beforeAll(async () => {
    await server.start();
    site = await startSite(database, { env: { SOLO_MODE: 'yes' } });
    browser = await launchChromium();
    const gmail = { provider: 'google-workspace', providerKey: GOOGLE_PRODUCTS.MAIL.id };
    serviceId = await addService(database.db, { names: JSON.stringify({ en: 'Gmail', fr: 'Gmail' }), ...gmail });
    await pollOnce(database, server);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await server.stop();
  });

  test.each(LANGUAGES)(
    'goes from the feed to the recorded answer and the end of the term (%s)',
    async (lang) => {
      const admin = await site.asMember('new');
      const contractId = await addGoogleContract(database, admin.organizationId, serviceId);
      const context = await browser.newContext({ baseURL: site.url, locale: lang, timezoneId: 'UTC' });
      await context.addCookies(admin.page);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      try {
        await ask(page, { contractId, lang });
        await readPack(page, lang);
        await recordSending(page, lang);
        await recordAnswer(page, lang);
        await recordSeen(page, lang);
      } finally {
        await context.close();
      }
    },
    90_000,
  );
});

async function pollOnce(database: TestDatabase, server: FeedServer): Promise<void> {
  const ctx = testContext(database.db, new TestClock(Date.now()));
  const url = server.url;
  await setFeedSource(ctx, { kind: 'google', provider: 'google-workspace', url, intervalMs: MINUTE_MS });
  server.serve(googleFeed(), '"1"');
  await pollDueFeeds({
    ctx,
    config: readConfig({ PROBE_ALLOW_CIDRS: '127.0.0.0/8' }),
    log: createLog('silent'),
    signal: new AbortController().signal,
    outlive: () => undefined,
  });
  expect(server.requests).toHaveLength(1);
}

/** Under the shipped terms, with more time to claim, so that the story holds on every day of a month. */
async function addGoogleContract(database: TestDatabase, organizationId: string, serviceId: string): Promise<string> {
  const { terms } = await database.db
    .selectFrom('slaPolicy')
    .select('terms')
    .where('key', '=', 'google-workspace')
    .executeTakeFirstOrThrow();
  const shipped: PolicyTerms = JSON.parse(terms);
  const readings = [{ anchor: 'window-end', days: 60, count: null }] as const;
  return addContract(database.db, organizationId, [serviceId], {
    direction: 'owed-to-us',
    counterparty: 'Google',
    customerDomain: 'alder.example',
    seats: 500,
    startsAt: Date.parse('2026-01-01T00:00:00Z'),
    terms: { ...shipped, claim: { ...shipped.claim, readings } },
  });
}

interface Reader {
  readonly contractId: string;
  readonly lang: Language;
}

async function ask(page: Page, { contractId, lang }: Reader): Promise<void> {
  const t = creditMessages(lang);
  await page.goto('/portal/credits');
  expect(await page.getByRole('main').textContent()).toContain(lang === 'en' ? '7\u00a0days' : '7\u00a0jours');
  await page.getByRole('link', { name: `${t.table.ask} Gmail` }).click();
  await page.waitForURL(`**/portal/credits/${contractId}/**`);
  await page.getByLabel(t.form.note, { exact: true }).fill('Every mailbox of ours was out.');
  await page.getByRole('button', { name: t.form.submit }).click();
  await page.waitForURL(/requests\/\d+\?done=asked/);
}

async function readPack(page: Page, lang: Language): Promise<void> {
  const t = providerClaimMessages(lang);
  await page.getByRole('link', { name: t.pack.link }).click();
  await page.waitForURL('**/pack');
  const text = page.locator('#pack-body');
  expect(await text.textContent()).toContain(LINK);
  expect(await text.textContent()).toContain('US/Pacific');
  const languages = page.getByRole('navigation', { name: t.pack.languages });
  await languages.getByRole('link', { name: lang === 'en' ? 'Français' : 'English' }).click();
  await page.waitForURL(/pack\?text=/);
  expect(await page.locator('#pack-subject').textContent()).toContain('alder.example');
  await page.getByRole('link', { name: t.pack.record }).click();
  await page.waitForURL(/requests\/\d+#provider$/);
}

async function recordSending(page: Page, lang: Language): Promise<void> {
  const t = providerClaimMessages(lang);
  const form = page.locator('#sending');
  await form.getByRole('radio', { name: t.side.channels.form }).check();
  await form.getByLabel(t.form.caseNumber).fill('45-119');
  await form.getByRole('button', { name: t.form.saveSent }).click();
  await page.waitForURL(/\?done=provider-sending/);
  expect(await page.locator('#provider').textContent()).toContain('45-119');
}

async function recordAnswer(page: Page, lang: Language): Promise<void> {
  const t = providerClaimMessages(lang);
  const form = page.locator('#answer');
  await form.getByRole('radio', { name: t.form.answers.granted, exact: true }).check();
  await form.getByLabel(t.form.words).fill('We add 7 days to your term.');
  await form.getByRole('radio', { name: t.form.units.days }).check();
  await form.getByLabel('Gmail').fill('7');
  await form.getByRole('button', { name: t.form.saveAnswer }).click();
  await page.waitForURL(/\?done=provider-answer/);
  const main = await page.getByRole('main').textContent();
  expect(main).toContain('We add 7 days to your term.');
  expect(main).toContain(creditMessages(lang).providerStages.approved);
}

async function recordSeen(page: Page, lang: Language): Promise<void> {
  const t = providerClaimMessages(lang);
  const form = page.locator('#seen');
  await form.getByRole('radio', { name: t.form.term }).check();
  await form.getByLabel(t.form.reference).fill('2027-03-25');
  await form.getByRole('button', { name: t.form.saveSeen }).click();
  await page.waitForURL(/\?done=provider-seen/);
  await page.goto('/portal/ledger');
  const ledger = await page.getByRole('main').textContent();
  expect(ledger).toContain(lang === 'en' ? '+7\u00a0days' : '+7\u00a0jours');
  expect(ledger).toContain(lang === 'en' ? '\u22127\u00a0days' : '\u22127\u00a0jours');
}
