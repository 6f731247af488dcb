import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { findCheck } from '#db/queries/console-checks';
import { CheckPoller } from '#jobs/pollers/check-poller';
import { checkPolicy } from '#lib/address-policy';
import { openCheckBox } from '#lib/check-secrets/check-box';
import { createLog } from '#lib/log';
import { SYSTEM } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { httpTarget, type Target } from '#test/support/http-target';
import { addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

const SECRET = 'hunter2-and-then-some';
const HEADER = 'k3y-of-the-sealed-header';
const SPELLINGS = [SECRET, HEADER, Buffer.from(SECRET).toString('base64').slice(0, 20), encodeURIComponent(SECRET)];

onEachDatabase('secrets of checks', (database) => {
  let site: TestSite;
  let operator: SignedIn;
  let auditor: SignedIn;
  /** Sends back every header it got, as a careless server would. */
  let echo: Target;
  let heard: string[];
  let serviceId: string;
  let checkId: string;

  beforeAll(async () => {
    heard = [];
    echo = await httpTarget((request, response) => {
      heard.push(String(request.headers.authorization), String(request.headers['x-key']));
      response.statusCode = 500;
      response.end(JSON.stringify(request.headers));
    });
    site = await startSite(database, { env: { PROBE_ALLOW_CIDRS: '127.0.0.0/8', LOG_LEVEL: 'debug' } });
    operator = await site.asOperator(['incidents']);
    auditor = await site.asOperator(['audit']);
    serviceId = await addService(database.db, { name: 'Mail' });
  });
  afterAll(async () => {
    await site?.stop();
    await echo?.close();
  });

  const form = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...{ serviceId, name: 'Careless', intervalMs: '30s', timeoutMs: '5s', failAfter: '1', recoverAfter: '1' },
    ...{ recheckMs: '10s', impact: 'down', surface: 'web', 'target.url': `${echo.url}/in`, 'target.method': 'GET' },
    ...{ 'target.codes': '200', 'target.redirects': '5', 'target.bodyLimit': '1000000' },
    ...more,
  });
  const secrets = { 'target.token': SECRET, 'target.secretHeaders': `X-Key: ${HEADER}` };

  function expectNoSecret(text: string): void {
    for (const spelling of SPELLINGS) expect(text).not.toContain(spelling);
  }

  test('trying a form that is not saved asks with the secret, keeps it for saving, and never shows it', async () => {
    const tried = await operator.post('/console/checks/new?kind=http&do=try', form(secrets));
    const page = await tried.text();
    expect(tried.status).toBe(200);
    expect(heard).toContain(`Bearer ${SECRET}`);
    expect(heard).toContain(HEADER);
    expect(page).toContain('It fails.');
    expect(page).toContain('Typed, and kept for saving.');
    expectNoSecret(page);
    const held =
      /name="held" value="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#34;', '"').replaceAll('&quot;', '"') ?? '';
    expect(held).not.toBe('');
    const saved = await operator.post('/console/checks/new?kind=http&do=save', form({ held }));
    expect(saved.status).toBe(303);
    checkId = /checks\/([^?]+)/.exec(saved.headers.get('location') ?? '')?.[1] ?? '';
    expect((await findCheck(database.db, checkId))?.secrets).not.toBeNull();
    heard.length = 0;
    const stranger = await site.asOperator(['incidents']);
    await (await stranger.post('/console/checks/new?kind=http&do=try', form({ held }))).text();
    expect(heard).toEqual(['undefined', 'undefined']);
  });

  test('running it now shows each phase and why, without the secret the server sent back', async () => {
    heard.length = 0;
    const answer = await operator.post(`/console/checks/${checkId}?do=run`);
    const page = await answer.text();
    expect(heard).toContain(`Bearer ${SECRET}`);
    expect(page).toContain('First byte');
    expect(page).toContain('The answer had another code than expected.');
    expectNoSecret(page);
    const samples = await database.db.selectFrom('sample').selectAll().execute();
    expect(samples).toEqual([]);
  });

  test('the poller asks with the secret too, and what it writes down says nothing of it', async () => {
    heard.length = 0;
    const ctx: CommandContext = { db: database.db, now: Date.now, newId: () => randomUUIDv7(), actor: SYSTEM };
    await database.db
      .updateTable('healthCheck')
      .set({ nextDueAt: 0, target: JSON.stringify({ url: `${echo.url}/in`, keyword: 'no such word' }) })
      .execute();
    const box = openCheckBox({ dataDir: site.dataDir, checkSecretKeys: [] });
    const poller = new CheckPoller({
      ...{ ctx, box, env: {}, log: createLog('silent'), signal: new AbortController().signal },
      ...{ policy: checkPolicy(['127.0.0.0/8']), witnesses: { canBeAsked: true, ask: async () => 'working' as const } },
    });
    await poller.tick();
    await poller.settled();
    expect(heard).toContain(`Bearer ${SECRET}`);
    expect(await findCheck(database.db, checkId)).toMatchObject({ lastCause: 'unexpected-code' });
    expect(await claimDueChecks(ctx, { limit: 10, graceMs: 1 })).toEqual([]);
  });

  test('a changed address gets the secret only when it is typed again', async () => {
    const elsewhere = await httpTarget((_, response) => response.end('ok'));
    const { revision = 0 } = (await findCheck(database.db, checkId)) ?? {};
    for (const button of ['try', 'save']) {
      const sent = form({ 'target.url': elsewhere.url, revision: String(revision) });
      const answer = await operator.post(`/console/checks/${checkId}/edit?do=${button}`, sent);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('type this secret again');
    }
    await elsewhere.close();
  });

  test('no page, export, table or log line has it', async () => {
    const paths = ['', '?view=down', `/${checkId}`, `/${checkId}/edit`, '/new', '/new?kind=http'];
    for (const path of paths) expectNoSecret(await operator.text(`/console/checks${path}`));
    for (const path of ['/console/audit', '/console/audit.csv']) expectNoSecret(await auditor.text(path));
    for (const path of ['/', '/history.atom', '/console']) expectNoSecret(await operator.text(path));
    const tables = await database.db.introspection.getTables();
    for (const { name } of tables) {
      expectNoSecret(
        JSON.stringify(
          await database.db
            .selectFrom(name as 'tick')
            .selectAll()
            .execute(),
        ),
      );
    }
    expectNoSecret(site.output());
  });

  test('other roles, members and visitors get nowhere near', async () => {
    const money = await site.asOperator(['money', 'tickets', 'audit']);
    const member = await site.asMember('new');
    for (const path of ['/console/checks', `/console/checks/${checkId}`, `/console/checks/${checkId}/edit`]) {
      expect((await money.fetch(path)).status).toBe(403);
      expect((await member.fetch(path)).status).toBe(403);
      expect((await money.post(`${path}?do=run`)).status).toBe(403);
      expect((await site.asVisitor().fetch(path)).status).toBe(303);
    }
  });

  test('who runs too often is asked to wait, and nothing is asked of the target', async () => {
    const statuses: number[] = [];
    // Two windows of a minute may take part: more runs than both allow.
    for (let run = 0; run < 26 && !statuses.includes(429); run += 1) {
      heard.length = 0;
      const answer = await operator.post(`/console/checks/${checkId}?do=run`);
      await answer.text();
      statuses.push(answer.status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(heard).toEqual([]);
  });
});
