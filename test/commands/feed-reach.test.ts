import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importProviderIncidents } from '#commands/import-provider-incidents';
import { setFeedSource } from '#commands/set-feed-source';
import { readConfig } from '#config';
import { listFeedServices } from '#db/queries/feeds';
import { parseGoogleIncidents } from '#domain/feeds/google';
import type { FeedKind } from '#domain/feeds/parse-feed';
import { DAY_MS, MINUTE_MS } from '#domain/time';
import { pollDueFeeds } from '#jobs/feeds/poll-feeds';
import { createLog } from '#lib/log';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { FeedServer } from '#test/support/feed-server';
import { addService } from '#test/support/rows';
import { GOOGLE_PRODUCTS, googleRow } from '../fixtures/feeds/google.ts';
import { instatusRow, instatusSummary } from '../fixtures/feeds/instatus.ts';
import { atom, step } from '../fixtures/feeds/syndication.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);

onEachDatabase('how far a feed reaches', (database) => {
  const server = new FeedServer();
  let clock = new TestClock();
  let provider = '';
  let no = 0;

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    no += 1;
    provider = `provider-${no}`;
    clock = new TestClock(at('10:30'));
  });

  async function follow(kind: FeedKind, providerKey: string): Promise<string> {
    const serviceId = await addService(database.db, { provider, providerKey, createdAt: at('09:00') - 300 * DAY_MS });
    await database.db.deleteFrom('feedSource').execute();
    await setFeedSource(testContext(database.db, clock), { kind, provider, url: server.url, intervalMs: MINUTE_MS });
    return serviceId;
  }

  async function poll(): Promise<void> {
    await pollDueFeeds({
      ctx: testContext(database.db, clock),
      config: readConfig({ PROBE_ALLOW_CIDRS: '127.0.0.0/8' }),
      log: createLog('silent'),
      signal: new AbortController().signal,
      outlive: () => undefined,
    });
    clock.advance(MINUTE_MS);
  }

  const outages = (serviceId: string) =>
    database.db
      .selectFrom('outage')
      .select(['id', 'startedAt', 'endedAt', 'state', 'revision'])
      .where('serviceId', '=', serviceId)
      .where('retractedAt', 'is', null)
      .execute();
  const incident = () =>
    database.db.selectFrom('incident').selectAll().where('provider', '=', provider).executeTakeFirstOrThrow();
  const reach = async (serviceId: string) =>
    (
      await database.db
        .selectFrom('evidenceChange')
        .selectAll()
        .where('serviceId', '=', serviceId)
        .orderBy('at')
        .execute()
    )
      .filter(({ cause }) => JSON.parse(cause).kind === 'feed')
      .map(({ startedAt, endedAt }) => [startedAt, endedAt]);

  test('the first reading lets closed windows be assessed again from its oldest incident on, later ones do not', async () => {
    const serviceId = await follow('google', GOOGLE_PRODUCTS.CHAT.id);
    const old = googleRow({
      id: 'old',
      begin: '2025-11-05T10:00:00+00:00',
      end: '2025-11-05T11:00:00+00:00',
      updates: [],
    });
    server.serve([old, googleRow()], '"1"');
    await poll();
    expect(await reach(serviceId)).toEqual([[Date.parse('2025-11-05T10:00:00Z'), null]]);
    await poll();
    server.serve([old, googleRow(), googleRow({ id: 'new' })], '"2"');
    await poll();
    expect(await reach(serviceId)).toHaveLength(1);
  });

  test('a first reading that finds nothing tells of no past, and a failed one of nothing', async () => {
    const serviceId = await follow('google', GOOGLE_PRODUCTS.CHAT.id);
    server.answer((_, response) => response.writeHead(500).end());
    await poll();
    clock.advance(10 * MINUTE_MS);
    server.serve([], '"1"');
    await poll();
    expect(await reach(serviceId)).toEqual([]);
  });

  test('history that is imported later and reaches further back is noted up to what was known', async () => {
    const serviceId = await follow('google', GOOGLE_PRODUCTS.CHAT.id);
    server.serve([googleRow()], '"1"');
    await poll();
    const before = at('10:00');
    const older = googleRow({
      id: 'older',
      begin: '2025-12-05T10:00:00+00:00',
      end: '2025-12-05T11:00:00+00:00',
      updates: [],
    });
    const { incidents } = parseGoogleIncidents([older], { provider });
    const services = await listFeedServices(database.db, provider);
    await importProviderIncidents(testContext(database.db, clock), { provider, incidents, services, mode: 'history' });
    expect((await reach(serviceId)).at(-1)).toEqual([Date.parse('2025-12-05T10:00:00Z'), before]);
  });

  test('what a feed of open incidents no longer names ended with the last reading that showed it', async () => {
    const serviceId = await follow('instatus', 'page');
    server.serve(instatusSummary([instatusRow()]), '"1"');
    await poll();
    const lastShown = clock.at;
    await poll();
    expect(await outages(serviceId)).toMatchObject([{ startedAt: at('10:00'), endedAt: null, state: 'down' }]);
    server.answer((_, response) => response.writeHead(500).end());
    await poll();
    expect(await outages(serviceId)).toMatchObject([{ endedAt: null }]);
    clock.advance(30 * MINUTE_MS);
    server.serve(instatusSummary(), '"2"');
    await poll();
    const ended = await outages(serviceId);
    expect(ended).toMatchObject([{ startedAt: at('10:00'), endedAt: lastShown, state: 'down' }]);
    expect(await incident()).toMatchObject({ stage: 'resolved', resolvedAt: lastShown, title: 'Sign-in fails' });
    // It was only left out for a while: the same outage goes on.
    server.serve(instatusSummary([instatusRow()]), '"3"');
    await poll();
    expect(await outages(serviceId)).toMatchObject([{ id: ended[0]?.id, endedAt: null }]);
    expect(await incident()).toMatchObject({ resolvedAt: null });
  });

  test('an Atom feed is followed as the last resort', async () => {
    const serviceId = await follow('rss', 'page');
    const course = step('1 10:00', 'Investigating');
    server.answer((request, response) => {
      expect(request.headers.accept).toMatch(/atom\+xml/);
      response.end(atom([{ html: course, updated: '2026-03-01T10:00:00Z' }]));
    });
    await poll();
    expect(await outages(serviceId)).toMatchObject([{ startedAt: at('10:00'), endedAt: null, state: 'degraded' }]);
    server.answer((_, response) => response.end(atom([{ html: step('1 10:25', 'Resolved') + course }])));
    await poll();
    expect(await outages(serviceId)).toMatchObject([{ endedAt: at('10:25') }]);
    server.answer((_, response) => response.end('no feed at all'));
    await poll();
    const { lastError } = await database.db.selectFrom('feedSource').select('lastError').executeTakeFirstOrThrow();
    expect(lastError).toBe('What it sent is not valid XML.');
  });
});
