import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importProviderIncidents } from '#commands/import-provider-incidents';
import { setFeedSource } from '#commands/set-feed-source';
import { listFeedServices } from '#db/queries/feeds';
import { parseGoogleIncidents } from '#domain/feeds/google';
import { launchChromium } from '#test/support/browser';
import { SYSTEM, TestClock, testContext } from '#test/support/context';
import { type OpenedDatabase, openDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';
import { GOOGLE_PRODUCTS, googleRow, googleUpdate } from '../fixtures/feeds/google.ts';

/** With SCREENSHOTS=folder every page is kept as a picture to look at. */
const SHOTS = process.env['SCREENSHOTS'];
const MINUTE = 60_000;
const moment = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe('the incident desk', () => {
  let database: OpenedDatabase;
  let site: TestSite;
  let ada: SignedIn;
  let browser: Browser;
  let mail = '';
  const now = Date.now();

  beforeAll(async () => {
    database = await openDatabase('sqlite');
    const { db } = database.connection;
    mail = await addService(db, { name: 'Mail', provider: 'p', providerKey: GOOGLE_PRODUCTS.MAIL.id });
    const chat = await addService(db, { name: 'Chat', provider: 'p', providerKey: GOOGLE_PRODUCTS.CHAT.id });
    const draft = await addIncident(db, [chat], {
      title: '',
      source: 'measured',
      publishedAt: null,
      startedAt: now - 20 * MINUTE,
    });
    await addOutage(db, chat, { source: 'measured', incidentId: draft, startedAt: now - 20 * MINUTE });
    await addIncident(db, [mail], {
      title: 'Calendar invitations are late',
      publishedAt: null,
      publishAt: now + 5 * MINUTE,
      startedAt: now - 2 * MINUTE,
    });
    const ctx = testContext(db, new TestClock(now), SYSTEM);
    await setFeedSource(ctx, {
      kind: 'google',
      provider: 'p',
      url: 'https://status.example/incidents.json',
      intervalMs: MINUTE,
    });
    const { incidents } = parseGoogleIncidents(
      [
        googleRow({
          updates: [googleUpdate('10:40', 'SERVICE_OUTAGE'), googleUpdate('10:20', 'SERVICE_DISRUPTION')],
          status_impact: 'SERVICE_OUTAGE',
        }),
      ],
      { provider: 'p' },
    );
    await importProviderIncidents(ctx, {
      provider: 'p',
      incidents,
      services: await listFeedServices(db, 'p'),
      mode: 'history',
    });
    site = await startSite({ url: database.url, connection: database.connection });
    ada = await site.asOperator(['incidents']);
    browser = await launchChromium();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await database?.drop();
  });

  const opening = (change: Readonly<Record<string, string>> = {}) => ({
    ...{ title: 'Mail is late', lang: 'en', serviceIds: mail, impact: 'minor', startedAt: moment(now - 10 * MINUTE) },
    ...{
      outageState: 'degraded',
      stage: 'investigating',
      body: 'We look into it.',
      publish: 'now',
      nextUpdateDueAt: moment(now + 60 * MINUTE),
    },
    submissionKey: randomUUID(),
    ...change,
  });

  async function open(change: Readonly<Record<string, string>> = {}): Promise<string> {
    const answer = await ada.post('/console/incidents/new', opening(change));
    expect(answer.status).toBe(303);
    return (answer.headers.get('location') ?? '').replace(/\?.*/, '');
  }

  async function outagePageOf(incident: string): Promise<string> {
    return /\/console\/incidents\/outages\/[\w-]+/.exec(await ada.text(incident))?.[0] ?? '';
  }

  test('an operator opens, tells on, resolves and reopens an incident, and the public page follows', async () => {
    const incident = await open();
    const publicPage = incident.replace('/console', '');
    const read = async (path: string) => (await (await fetch(site.url + path)).text()).replace(/\s+/g, ' ');
    await expect.poll(() => read(publicPage)).toContain('We look into it.');
    const update = { body: 'We found **the cause**.', stage: 'identified', lang: 'en' };
    expect((await ada.post(`${incident}?do=update`, { ...update, submissionKey: randomUUID() })).status).toBe(303);
    await expect.poll(() => read(publicPage)).toContain('<strong>the cause</strong>');
    const over = { body: 'It works again.', stage: 'resolved', lang: 'en', submissionKey: randomUUID() };
    expect((await ada.post(`${incident}?do=update`, over)).status).toBe(303);
    expect(await ada.text(incident)).toContain('It goes on after all');
    const back = { body: 'It is back.', stage: 'monitoring', lang: 'en', submissionKey: randomUUID() };
    expect((await ada.post(`${incident}?do=reopen`, back)).status).toBe(303);
    expect(await ada.text(incident)).toContain('Post an update');
  });

  test('a refused form says beside the field what is wrong and keeps what was typed', async () => {
    const answer = await ada.post(
      '/console/incidents/new',
      opening({ title: '', body: 'Typed with care.', nextUpdateDueAt: moment(now - 60 * MINUTE) }),
    );
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('Give it a title of at most 200 characters.');
    expect(html).toContain('Typed with care.');
    expect(html).toMatch(new RegExp(`value="${mail}" checked`));
  });

  test('a draft is shown to nobody until it is published with one click', async () => {
    const incident = await open({ publish: 'draft', title: 'Not yet known' });
    const publicPage = site.url + incident.replace('/console', '');
    expect((await fetch(publicPage)).status).toBe(404);
    expect((await ada.post(`${incident}?do=publish`)).status).toBe(303);
    await expect.poll(async () => (await fetch(publicPage)).status).toBe(200);
  });

  test('an outage is declared, corrected row by row with a reason, and retracted; its history stays', async () => {
    const declared = await ada.post('/console/incidents/declare', {
      ...{ serviceId: mail, state: 'down', startedAt: moment(now - 300 * MINUTE), endedAt: moment(now - 200 * MINUTE) },
      ...{ surfaces: ['web', 'mobile'], locations: 'Paris; Lyon', sharePpm: '12.5', reason: 'Four tickets.' },
    });
    expect(declared.status).toBe(303);
    const outage = await outagePageOf((declared.headers.get('location') ?? '').replace(/\?.*/, ''));
    const html = await ada.text(outage);
    expect(html).toContain('Web, Mobile apps, Paris, Lyon');
    const row = {
      'p0-startedAt': moment(now - 280 * MINUTE),
      'p0-endedAt': moment(now - 250 * MINUTE),
      'p0-state': 'down',
      'p0-surfaces': 'web',
    };
    const further = {
      'p1-startedAt': moment(now - 250 * MINUTE),
      'p1-endedAt': moment(now - 210 * MINUTE),
      'p1-state': 'degraded',
    };
    const early = await ada.post(`${outage}?do=correct`, {
      revision: '1',
      reason: 'Logs.',
      ...row,
      ...further,
      'p1-startedAt': moment(now - 260 * MINUTE),
    });
    expect([early.status, await early.text()]).toEqual([422, expect.stringContaining('do not overlap')]);
    expect(
      (await ada.post(`${outage}?do=correct`, { revision: '1', reason: 'The logs say so.', ...row, ...further }))
        .status,
    ).toBe(303);
    expect((await ada.post(`${outage}?do=correct`, { revision: '1', reason: 'Late.', ...row })).status).toBe(409);
    expect((await ada.post(`${outage}?do=retract`, { revision: '2', reason: 'A drill.' })).status).toBe(303);
    const after = await ada.text(outage);
    for (const said of ['Four tickets.', 'The logs say so.', 'A drill.', 'It was retracted'])
      expect(after).toContain(said);
  });

  test('other roles get 403, visitors the sign-in page, and unknown ids 404', async () => {
    const desk = await site.asOperator(['tickets']);
    const admin = await site.asMember('new');
    const incident = await open();
    for (const path of [
      '/console/incidents',
      '/console/incidents/new',
      '/console/incidents/declare',
      incident,
      await outagePageOf(incident),
    ]) {
      expect((await desk.fetch(path)).status).toBe(403);
      expect((await admin.fetch(path)).status).toBe(403);
      expect((await site.asVisitor().fetch(path)).status).toBe(303);
    }
    expect((await desk.post(`${incident}?do=publish`)).status).toBe(403);
    expect((await ada.fetch('/console/incidents/nothing')).status).toBe(404);
    expect((await ada.fetch('/console/incidents/outages/nothing')).status).toBe(404);
    expect((await ada.post(`${incident}?do=dance`)).status).toBe(400);
  });

  test('every page of the desk is accessible and fits its window, light and dark, wide and narrow', async () => {
    const incident = await open({ title: 'Mail is down', outageState: 'down' });
    const provider = await database.connection.db
      .selectFrom('incident')
      .select('id')
      .where('provider', '=', 'p')
      .executeTakeFirstOrThrow();
    const stated = `/console/incidents/${provider.id}`;
    const pages = [
      '/console/incidents',
      '/console/incidents/new',
      '/console/incidents/declare',
      incident,
      stated,
      await outagePageOf(incident),
      await outagePageOf(stated),
    ];
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
        await context.addCookies(ada.page);
        const page = await context.newPage();
        for (const [index, path] of pages.entries()) {
          await page.goto(site.url + path);
          await page.evaluate(() => {
            for (const one of document.querySelectorAll('details')) one.open = true;
          });
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
          expect([path, violations.map(({ id, nodes }) => [id, nodes[0]?.html])]).toEqual([path, []]);
          expect([path, await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)]).toEqual([
            path,
            0,
          ]);
          if (SHOTS) {
            mkdirSync(SHOTS, { recursive: true });
            await page.screenshot({ path: join(SHOTS, `${index}-${colorScheme}-${width}.png`), fullPage: true });
          }
        }
        await context.close();
      }
    }
  }, 120_000);
});
