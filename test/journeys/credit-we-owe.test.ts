import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setClaimRules } from '#commands/set-claim-rules';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { LANGUAGES, type Language } from '#domain/words';
import { claimLife } from '#i18n/credits/claim-life';
import { creditMessages } from '#i18n/credits/messages';
import { portalMessages } from '#i18n/portal/messages';
import { launchChromium } from '#test/support/browser';
import { TestClock, testContext } from '#test/support/context';
import { addCreditScene, type CreditScene } from '#test/support/credit-scene';
import { treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { hasFocus, KeyboardReader } from '#test/support/keyboard';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

const FIRMS: Readonly<Record<Language, string>> = { en: 'Alder Works', fr: 'Bouleau et fils' };
const THREE_DAYS: Readonly<Record<Language, string>> = { en: '3\u00a0days', fr: '3\u00a0jours' };

onEachDatabase('a credit we owe, by keyboard and accessibility tree alone', (database) => {
  let site: TestSite;
  let browser: Browser;
  let operators: readonly SignedIn[];

  beforeAll(async () => {
    site = await startSite(database);
    browser = await launchChromium();
    operators = [await site.asOperator(['money']), await site.asOperator(['money'])];
    const ctx = testContext(database.db, new TestClock(Date.now()), treasurer());
    await setClaimRules(ctx, { ...DEFAULT_RULES, secondAbove: { ...DEFAULT_RULES.secondAbove, days: 2 } });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  async function sit(person: SignedIn, lang: Language): Promise<KeyboardReader> {
    const context = await browser.newContext({ baseURL: site.url, locale: lang, timezoneId: 'UTC' });
    await context.addCookies(person.page);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return new KeyboardReader(page);
  }

  test.each(LANGUAGES)(
    'goes from the question to the statement (%s)',
    async (lang) => {
      const person = await site.asMember(await site.addOrganization(FIRMS[lang]));
      const scene = await addCreditScene(database.db, person.organizationId);
      const admin = await sit(person, lang);
      const [first, second] = await Promise.all(operators.map((operator) => sit(operator, 'en')));
      if (!first || !second) throw new Error('two operators sit here');
      await findWhatIsOwed(admin, { scene, lang });
      await askAfterMistake(admin, { scene, lang });
      const no = /\d+/.exec(new URL(admin.page.url()).pathname.split('/').at(-1) ?? '')?.[0] ?? '';
      await openClaim(first, no);
      await question(first);
      await answer(admin, { no, lang });
      await decide(first, no);
      await openClaim(second, no);
      await confirm(second, no);
      await apply(first, FIRMS[lang]);
      await readStatement(admin, { no, lang });
      for (const { page } of [admin, first, second]) await page.context().close();
    },
    120_000,
  );
});

interface Reader {
  readonly scene: CreditScene;
  readonly lang: Language;
}

/** Title, language, and headings that skip no level. */
async function expectPage(reader: KeyboardReader, title: string, lang: Language = 'en'): Promise<void> {
  expect(await reader.page.title()).toBe(`${title} · Workspace Status`);
  expect(await reader.page.evaluate(() => document.documentElement.lang)).toBe(lang);
  const levels = await reader.headingLevels();
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  const steps = levels.map((level, index) => level - (levels[index - 1] ?? 0));
  expect(Math.max(...steps), `the levels of the headings are ${levels}`).toBe(1);
}

async function findWhatIsOwed(admin: KeyboardReader, { scene, lang }: Reader): Promise<void> {
  const { page } = admin;
  const [t, portal] = [creditMessages(lang), portalMessages(lang)];
  await page.goto('/portal');
  await expectPage(admin, portal.overview.title, lang);
  await page.keyboard.press('Tab');
  expect(await hasFocus(page.getByRole('link', { name: portal.shell.skip }))).toBe(true);
  const menu = page.getByRole('navigation', { name: portal.shell.nav });
  await admin.press(menu.getByRole('link', { name: portal.nav.credits, exact: true }), /\/portal\/credits$/);
  await expectPage(admin, t.titles.credits, lang);
  const row = page.getByRole('row').filter({ hasText: 'Gmail' });
  expect(await row.getByText(THREE_DAYS[lang]).count()).toBe(1);
  expect(await row.textContent()).toMatch(lang === 'en' ? /\d+ days left/ : /\d+ jours/);
  const ask = page.getByRole('link', { name: `${t.table.ask} Gmail` });
  await admin.press(ask, new RegExp(`/${scene.contractId}/${scene.month}.*#ask$`));
  expect(await page.getByRole('main').textContent()).toContain(t.arithmetic.lead('Gmail', THREE_DAYS[lang]));
}

async function askAfterMistake(admin: KeyboardReader, { lang }: Reader): Promise<void> {
  const { page } = admin;
  const t = creditMessages(lang);
  const service = page.getByRole('checkbox', { name: 'Gmail' });
  const submit = page.getByRole('button', { name: t.form.submit });
  await page.keyboard.press('Tab');
  expect(await hasFocus(service), 'the link leads into the form').toBe(true);
  await page.keyboard.press('Space');
  await admin.press(submit, /\?do=ask$/);
  const summary = page.getByRole('alert');
  await expect.poll(() => hasFocus(summary)).toBe(true);
  expect(await summary.textContent()).toContain(t.form.wrong);
  await admin.press(summary.getByRole('link'), /#services$/);
  await admin.tick(service);
  await admin.write(page.getByRole('textbox', { name: t.form.note }), 'Nobody could sign in.');
  await admin.press(submit, /requests\/\d+\?done=asked/);
  expect(await page.getByRole('status').textContent()).toContain(t.claim.sent);
}

async function openClaim(operator: KeyboardReader, no: string): Promise<void> {
  const { page } = operator;
  await page.goto('/console');
  const menu = page.getByRole('navigation', { name: 'Console' });
  await operator.press(menu.getByRole('link', { name: 'Credits', exact: true }), /\/console\/credits$/);
  await expectPage(operator, 'Credits');
  await operator.press(page.getByRole('link', { name: `Claim ${no}`, exact: true }), new RegExp(`credits/${no}$`));
  await expectPage(operator, `Claim ${no}`);
}

async function question(operator: KeyboardReader): Promise<void> {
  const { page } = operator;
  await operator.write(page.getByRole('textbox', { name: 'Question' }), 'Since when?');
  await operator.press(page.getByRole('button', { name: 'Send the question' }), /\?done=ask$/);
  expect(await page.getByRole('status').textContent()).toContain('The question is sent.');
}

async function answer(admin: KeyboardReader, { no, lang }: { no: string; lang: Language }): Promise<void> {
  const { page } = admin;
  const { reply } = claimLife(lang);
  await page.reload();
  await expectPage(admin, creditMessages(lang).titles.claim(Number(no)), lang);
  expect(await page.getByText('Since when?').count()).toBe(1);
  await admin.write(page.getByRole('textbox', { name: reply.label }), 'Since nine.');
  await admin.press(page.getByRole('button', { name: reply.send }), /\?done=reply$/);
  expect(await page.getByRole('status').textContent()).toContain(reply.done);
}

async function decide(operator: KeyboardReader, no: string): Promise<void> {
  const { page } = operator;
  await page.goto(`/console/credits/${no}`);
  expect(await page.getByText('Since nine.').count()).toBe(1);
  await operator.tick(page.getByRole('radio', { name: 'Grant' }));
  await operator.write(page.getByRole('textbox', { name: 'Reason' }), 'As the record shows.');
  await operator.press(page.getByRole('button', { name: 'Send the decision' }), /\?done=unconfirmed$/);
  await expectPage(operator, `Claim ${no}`);
  expect(await page.getByRole('button', { name: 'Confirm and grant' }).count()).toBe(0);
}

async function confirm(operator: KeyboardReader, no: string): Promise<void> {
  const { page } = operator;
  await operator.press(page.getByRole('button', { name: 'Confirm and grant' }), /\?done=confirm$/);
  expect(await page.getByRole('status').textContent()).toContain('granted and in the ledger');
  await expectPage(operator, `Claim ${no}`);
}

async function apply(operator: KeyboardReader, firm: string): Promise<void> {
  const { page } = operator;
  await page.goto('/console/credits');
  await operator.press(page.getByRole('link', { name: 'Ledger', exact: true }), /\/console\/ledger$/);
  await expectPage(operator, 'Ledger');
  const balance = page.getByRole('combobox', { name: 'Balance' });
  await operator.tabTo(balance);
  await page.keyboard.type(firm.slice(0, 4));
  expect(await balance.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.textContent)).toContain(firm);
  await operator.write(page.getByRole('textbox', { name: 'Amount' }), '3');
  await operator.tick(page.getByRole('radio', { name: 'An invoice' }));
  await operator.write(page.getByRole('textbox', { name: 'Number of the invoice' }), 'R-117');
  await operator.write(page.getByRole('textbox', { name: 'Day of the invoice' }), '2026-11-30');
  await operator.write(page.getByRole('textbox', { name: 'Sum of the invoice' }), '3600');
  await operator.write(page.getByRole('textbox', { name: 'Currency of the invoice' }), 'EUR');
  await operator.press(page.getByRole('button', { name: 'Apply', exact: true }), /\?done=apply$/);
  expect(await page.getByRole('status').textContent()).toContain('The credit is applied.');
}

async function readStatement(admin: KeyboardReader, { no, lang }: { no: string; lang: Language }): Promise<void> {
  const { page } = admin;
  const t = creditMessages(lang);
  await page.goto(`/portal/credits/requests/${no}`);
  expect(await page.getByRole('main').getByText(t.stages.credited, { exact: true }).count()).toBeGreaterThan(0);
  await admin.press(page.getByRole('link', { name: `${t.titles.ledger} →` }), /\/portal\/ledger$/);
  await expectPage(admin, t.titles.ledger, lang);
  const rows = page.getByRole('row');
  expect(await rows.filter({ hasText: t.kinds.grant }).first().textContent()).toContain(`+${THREE_DAYS[lang]}`);
  expect(await rows.filter({ hasText: 'R-117' }).textContent()).toContain(`\u2212${THREE_DAYS[lang]}`);
}
