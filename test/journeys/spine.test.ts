import type { Page } from 'playwright-core';
import Parser from 'rss-parser';
import { expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { importLastMonth, lastMonth } from './story/last-month.ts';
import { mailTo, signedEvent } from './story/post.ts';
import { until } from './story/until.ts';
import { openWorld, type World } from './story/world.ts';

const ADA = { email: 'ada@status.example', name: 'Ada Ahlberg', password: 'seven quiet herons at noon' };
const BO = { email: 'bo@alder.example', name: 'Bo Nyman', password: 'a green ladder of winter tea' };
const CUSTOMER = 'Alder School';

type Person = typeof ADA;

onEachDatabase('the story of an outage and its credit', (database) => {
  test('from an empty installation to a credit in the ledger and the end of the outage', async () => {
    const now = Date.now();
    const world = await openWorld(database);
    try {
      const imported = await importLastMonth(world, database, now);
      expect(imported).toEqual({ read: 1, created: 1, updated: 0, unchanged: 0, rejected: [] });

      const visitor = await world.openWindow();
      await headline(visitor, 'The service works.');
      const operator = await world.openWindow();
      await becomeOperator(operator, world);
      const secret = await subscribe(visitor, world);
      await foundOrganization(operator);
      const admin = await world.openWindow();
      await acceptInvitation(admin, world);
      await recordContract(operator, now);

      world.watched.broken = true;
      await headline(visitor, 'Gmail has been down since');
      const incident = await seeIncident(visitor, world, secret);
      const ticket = await openTicket(admin);
      const claim = await askForLastMonth(admin, ticket, lastMonth(now));
      await grant(operator, { ticket, claim });
      await readAnswer(admin, world, claim);

      world.watched.broken = false;
      await headline(visitor, 'The service works.');
      await visitor.goto(incident);
      await seen(visitor, 'the incident is resolved', () => visitor.getByText(/^\s*Resolved ·/).isVisible());
      const resolved = await signedEvent(world, secret, 'incident.resolved');
      expect(resolved.data.incident?.title).toContain('Gmail');
      await signedEvent(world, secret, 'outage.ended');
      await mailTo(world, ADA.email, /Gmail works again since/);
    } finally {
      await world.close();
    }
  }, 180_000);
});

/** What a part of a page says, in one line. */
async function words(page: Page, ...part: Parameters<Page['getByRole']>): Promise<string> {
  return ((await page.getByRole(...part).textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
}

/** Reloads until the page shows it: public pages are kept for a moment. */
async function seen(page: Page, what: string, look: () => Promise<boolean>): Promise<void> {
  await until(
    what,
    async () => {
      if (await look()) return true;
      await page.reload();
      return look();
    },
    { explain: () => page.url() },
  );
}

async function headline(page: Page, wanted: string): Promise<void> {
  await page.goto('/');
  let last = '';
  await until(
    `the headline “${wanted}”`,
    async () => {
      last = await words(page, 'heading', { level: 1 });
      if (last.includes(wanted)) return true;
      await page.reload();
      return false;
    },
    { explain: () => `It says: ${last}` },
  );
}

async function introduce(page: Page, { name, password }: Person, button: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: button }).click();
}

const menu = (page: Page, place: 'Console' | 'Portal', entry: string): Promise<void> =>
  page.getByRole('navigation', { name: place }).getByRole('link', { name: entry, exact: true }).click();

async function becomeOperator(page: Page, { site }: World): Promise<void> {
  const [link] = /http\S+\/setup\?token=[\w-]+/.exec(site.output()) ?? [];
  if (!link) throw new Error(`No setup link was printed:\n${site.output()}`);
  await page.goto(link);
  await page.getByLabel('Mail address').fill(ADA.email);
  await introduce(page, ADA, 'Create the first operator');
  await page.waitForURL('**/console');
  expect((await fetch(link)).status).toBe(404);
}

/** Gives the secret that signs what is sent. */
async function subscribe(page: Page, { hook }: World): Promise<string> {
  hook.answer = ({ body }, response) => {
    const event = JSON.parse(body);
    response.end(JSON.stringify({ challenge: event.data.challenge }));
  };
  await page.goto('/subscribe');
  await page.getByLabel('Address', { exact: true }).fill(`${hook.url}/hook`);
  await page.getByRole('button', { name: 'Send the confirmation' }).click();
  await page.waitForURL('**/subscriptions/*');
  await seen(page, 'the webhook is active', () =>
    page.getByText('Active: events are sent to this address.').isVisible(),
  );
  await page.getByRole('button', { name: 'Show the secret' }).click();
  const secret = (await page.getByText(/^whsec_/).textContent()) ?? '';
  await page.goto(page.url().replace(/\?.*/, ''));
  expect(await page.content()).not.toContain(secret);
  return secret;
}

async function foundOrganization(page: Page): Promise<void> {
  await menu(page, 'Console', 'Organisations');
  await page.getByLabel('Name', { exact: true }).fill(CUSTOMER);
  await page.getByRole('button', { name: 'Create the organisation' }).click();
  await page.getByLabel('Mail address').fill(BO.email);
  await page.getByRole('radio', { name: 'Admin' }).check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
}

async function acceptInvitation(page: Page, world: World): Promise<void> {
  const mail = await mailTo(world, BO.email, /\/invitation\//);
  const [link] = /http:\/\/127\.0\.0\.1:\d+\/invitation\/[\w-]+/.exec(mail) ?? [];
  await page.goto(link ?? `no link: ${mail}`);
  expect(await words(page, 'main')).toContain(CUSTOMER);
  await introduce(page, BO, 'Accept and create my account');
  await page.waitForURL('**/portal');
}

async function recordContract(page: Page, now: number): Promise<void> {
  await menu(page, 'Console', 'Contracts');
  await page.getByRole('link', { name: 'Record a contract' }).click();
  await page.getByRole('radio', { name: 'We owe' }).check();
  await page.getByLabel('Organisation').selectOption({ label: CUSTOMER });
  await page
    .getByLabel('Policy')
    .selectOption(await page.getByRole('option', { name: /^Microsoft 365 SLA/ }).elementHandle());
  await page.getByRole('checkbox', { name: 'Gmail' }).check();
  await page.getByLabel('First day').fill(`${new Date(now).getUTCFullYear() - 1}-01-01`);
  await page.getByLabel('Other party').fill(CUSTOMER);
  await page.getByRole('button', { name: 'Record the contract' }).click();
  await page.waitForURL(/\/console\/contracts\/[\w-]+\?done=created$/);
}

/** What everybody hears of the outage; gives the address of its page. */
async function seeIncident(page: Page, world: World, secret: string): Promise<string> {
  const incidents = page.getByRole('region', { name: 'Open incidents' });
  await seen(page, 'an open incident on the front page', () => incidents.isVisible());
  await incidents.getByRole('link', { name: /Gmail/ }).first().click();
  await page.waitForURL('**/incidents/*');
  const { pathname } = new URL(page.url());
  const feed = new Parser();
  await until('the incident in the feed', async () => {
    const { items } = await feed.parseString(await (await fetch(`${world.site.url}/history.rss`)).text());
    return items.some(({ link }) => link?.endsWith(pathname));
  });
  expect((await signedEvent(world, secret, 'incident.opened')).data.incident?.title).toContain('Gmail');
  await signedEvent(world, secret, 'outage.started');
  await mailTo(world, ADA.email, /Gmail is down since/);
  return pathname;
}

/** Gives the number of the ticket. */
async function openTicket(page: Page): Promise<string> {
  await page.goto('/portal');
  await page.getByRole('link', { name: 'Open a ticket' }).first().click();
  await page.getByRole('radio', { name: /^P1/ }).check();
  await page.getByLabel('Which service?').selectOption({ label: 'Gmail' });
  await page.getByLabel('Subject').fill('Nobody gets mail');
  await page.getByLabel('What happens?').fill('Every mailbox of the school answers with an error.');
  const logged = page.getByRole('group', { name: 'Is it one of these logged outages?' });
  await logged.getByRole('radio', { name: /^Gmail/ }).check();
  await page.getByRole('button', { name: 'Open the ticket' }).click();
  await page.waitForURL(/\/portal\/tickets\/\d+\?done=opened$/);
  expect(await words(page, 'main')).toContain('still going on');
  return /\d+/.exec(new URL(page.url()).pathname)?.[0] ?? '';
}

/** From the ticket to the claim; gives its number. */
async function askForLastMonth(page: Page, ticket: string, month: string): Promise<string> {
  await page.getByRole('link', { name: 'See what is owed' }).click();
  const ask = page.getByRole('link', { name: 'Ask Gmail' });
  const hrefs = await ask.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  await ask.nth(hrefs.findIndex((href) => href.includes(`/${month}?`))).click();
  expect(await words(page, 'main')).toMatch(/Gmail: (?:up to )?50\s?%/);
  await page.getByLabel('Note').fill('All 300 mailboxes, for eight hours.');
  expect(await page.getByLabel('Support ticket').inputValue()).toBe(ticket);
  await page.getByRole('button', { name: 'Ask for the credit' }).click();
  await page.waitForURL(/\/portal\/credits\/requests\/\d+\?done=asked/);
  return /\d+/.exec(new URL(page.url()).pathname)?.[0] ?? '';
}

async function grant(page: Page, { ticket, claim }: { ticket: string; claim: string }): Promise<void> {
  await menu(page, 'Console', 'Tickets');
  await page.getByRole('link', { name: /Nobody gets mail/ }).click();
  await page.waitForURL(`**/console/tickets/${ticket}`);
  await menu(page, 'Console', 'Credits');
  await page.getByRole('link', { name: `Claim ${claim}`, exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: ticket, exact: true }).waitFor();
  await page.getByRole('radio', { name: 'Grant' }).check();
  await page.getByLabel('Reason').fill('Google states the eight hours itself.');
  await page.getByRole('button', { name: 'Send the decision' }).click();
  await page.getByText('The credit is granted and in the ledger.').waitFor();
}

async function readAnswer(page: Page, world: World, claim: string): Promise<void> {
  const mail = await mailTo(world, BO.email, /Your request for a service credit was granted/);
  expect(mail).toContain('Google states the eight hours itself.');
  await menu(page, 'Portal', 'Credits');
  await page
    .getByRole('link', { name: new RegExp(`Claim ${claim}\\b`) })
    .first()
    .click();
  const answer = await words(page, 'main');
  expect(answer).toContain('Google states the eight hours itself.');
  expect(answer).toMatch(/\+50\s?%/);
  await page.getByRole('link', { name: /^Statement/ }).click();
  await page.waitForURL('**/portal/ledger');
  expect(await words(page, 'table')).toMatch(/\+50\s?%/);
}
