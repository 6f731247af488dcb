import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { setFeedSource } from '#commands/set-feed-source';
import { readConfig } from '#config';
import { type FeedSource, listFeedSources } from '#db/queries/feeds';
import { pollDueFeeds } from '#jobs/feeds/poll-feeds';
import { createLog } from '#lib/log';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { FeedServer } from '#test/support/feed-server';
import { addService } from '#test/support/rows';
import { GOOGLE_PRODUCTS, googleRow, googleUpdate } from '../../fixtures/feeds/google.ts';

const MINUTE = 60_000;
const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);
const open = (end: unknown) => googleRow({ id: 'event', end, updates: [googleUpdate('10:20', 'SERVICE_DISRUPTION')] });

onEachDatabase('the feed poller', (database) => {
  const server = new FeedServer();
  let clock = new TestClock();
  let stopping = new AbortController();

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(async () => {
    clock = new TestClock('2026-03-01T10:30:00Z');
    stopping = new AbortController();
    await clear();
    await addService(database.db, { provider: 'p', providerKey: GOOGLE_PRODUCTS.CHAT.id, createdAt: at('09:00') });
    await setFeedSource(testContext(database.db, clock), {
      kind: 'google',
      provider: 'p',
      url: server.url,
      intervalMs: MINUTE,
    });
  });

  async function clear(): Promise<void> {
    const { db } = database;
    await db.deleteFrom('delivery').execute();
    await db.deleteFrom('notice').execute();
    await db.updateTable('service').set({ provider: null }).execute();
    await db.updateTable('incident').set({ provider: null, externalId: null, impact: 'none' }).execute();
    await db.deleteFrom('feedSource').execute();
  }

  async function poll(cidrs = '127.0.0.0/8'): Promise<FeedSource> {
    const config = readConfig({ PROBE_ALLOW_CIDRS: cidrs });
    await pollDueFeeds({
      ctx: testContext(database.db, clock),
      config,
      log: createLog('silent'),
      signal: stopping.signal,
      outlive: () => undefined,
    });
    const [source] = await listFeedSources(database.db);
    if (!source) throw new Error('no source');
    return source;
  }

  async function pollLater(): Promise<FeedSource> {
    clock.advance(MINUTE);
    return poll();
  }

  const notices = async (): Promise<string[]> =>
    (await database.db.selectFrom('notice').select('kind').orderBy('seq').execute()).map((row) => row.kind);
  const incident = () => database.db.selectFrom('incident').selectAll().where('provider', '=', 'p').executeTakeFirst();

  test.each([
    ['null', null],
    ['absent', undefined],
    ['empty', ''],
  ])('follows an open incident whose end is %s, then its end, then a correction', async (_, end) => {
    server.serve([], '"0"');
    await poll();
    server.serve([open(end)], '"1"');
    await pollLater();
    expect(await incident()).toMatchObject({ resolvedAt: null, stage: 'investigating' });
    server.serve([googleRow({ id: 'event' })], '"2"');
    clock.at = at('11:10');
    await poll();
    expect(await incident()).toMatchObject({ resolvedAt: at('11:00'), stage: 'resolved' });
    server.serve([googleRow({ id: 'event', end: '2026-03-01T11:04:00+00:00' })], '"3"');
    await pollLater();
    expect(await incident()).toMatchObject({ resolvedAt: at('11:04') });
    expect(await notices()).toEqual(['outage.started', 'incident.opened', 'outage.ended', 'incident.resolved']);
  });

  test('the first reading is history: it fills the ledger and tells nobody', async () => {
    server.serve([open(null)], '"1"');
    const source = await poll();
    expect(source).toMatchObject({ lastSuccessAt: clock.at, lastError: null, lastReport: { read: 1, created: 1 } });
    expect(await incident()).toMatchObject({ resolvedAt: null });
    expect(await notices()).toEqual([]);
  });

  test('asks only for what changed, and counts "unchanged" as a success', async () => {
    server.serve([open(null)], '"1"');
    await poll();
    const source = await pollLater();
    expect(server.requests.at(-1)?.headers['if-none-match']).toBe('"1"');
    expect(source).toMatchObject({ lastSuccessAt: clock.at, etag: '"1"', lastReport: { created: 1 } });
  });

  test('asks for everything again when a service has come since', async () => {
    server.serve([open(null)], '"1"');
    await poll();
    clock.advance(MINUTE);
    await addService(database.db, { provider: 'p', providerKey: GOOGLE_PRODUCTS.MAIL.id, createdAt: clock.at });
    await poll();
    const linked = await database.db
      .selectFrom('incidentService')
      .innerJoin('incident', 'incident.id', 'incidentId')
      .select('serviceId')
      .where('provider', '=', 'p')
      .execute();
    expect(linked).toHaveLength(2);
  });

  test('a mark that cannot be sent back is not kept, and the feed is read on', async () => {
    for (const etag of [Buffer.from('"\u2192"').toString('latin1'), `"${'x'.repeat(3_000)}"`]) {
      server.answer((_, response) => response.writeHead(200, { etag }).end(JSON.stringify([open(null)])));
      expect(await pollLater()).toMatchObject({ lastError: null, etag: null });
      expect(await pollLater()).toMatchObject({ lastError: null, failureCount: 0 });
    }
  });

  test('a server that says “unchanged” before it said anything has not been read', async () => {
    server.answer((_, response) => response.writeHead(304).end());
    const source = await poll();
    expect(source).toMatchObject({ failureCount: 1, lastSuccessAt: null, firstSuccessAt: null });
    expect(source.lastError).toMatch(/asked for everything/);
  });

  test('what a feed says of the time to come waits for it, and is asked for again though it does not change', async () => {
    server.serve([], '"0"');
    await poll();
    const ahead = googleRow({ id: 'ahead', begin: '2026-03-01T12:00:00+00:00', end: null, updates: [] });
    const ending = googleRow({ id: 'event', end: '2026-03-01T13:00:00+00:00' });
    server.serve([ending, ahead], '"1"');
    const source = await pollLater();
    expect(source).toMatchObject({ etag: null, lastReport: { created: 1, rejected: [{ id: 'ahead' }] } });
    expect(await incident()).toMatchObject({ externalId: 'event', resolvedAt: null, stage: 'monitoring' });
    const outages = () =>
      database.db
        .selectFrom('outage')
        .innerJoin('incident', 'incident.id', 'outage.incidentId')
        .select(['outage.startedAt', 'outage.endedAt'])
        .where('incident.provider', '=', 'p')
        .orderBy('outage.startedAt')
        .execute();
    expect(await outages()).toMatchObject([{ endedAt: null }]);
    clock.at = at('14:00');
    await poll();
    expect(await outages()).toMatchObject([{ endedAt: at('13:00') }, { startedAt: at('12:00') }]);
  });

  test('an open incident that its provider deletes ends with the last reading that showed it, and goes on when it is back', async () => {
    const older = googleRow({
      id: 'older',
      begin: '2026-03-01T08:00:00+00:00',
      end: '2026-03-01T08:30:00+00:00',
      updates: [],
    });
    server.serve([open(null), older], '"1"');
    await poll();
    const seenAt = clock.at;
    const deleted = () =>
      database.db
        .selectFrom('incident')
        .selectAll()
        .where('externalId', '=', 'event')
        .where('provider', '=', 'p')
        .executeTakeFirst();
    for (const document of [
      [],
      [googleRow({ id: 'newer', begin: '2026-03-01T10:20:00+00:00', end: null, updates: [] })],
    ]) {
      server.serve(document, `"${document.length + 2}"`);
      await pollLater();
      expect(await deleted()).toMatchObject({ resolvedAt: null });
    }
    const lastSeen = clock.at;
    expect(lastSeen).toBeGreaterThan(seenAt);
    server.serve([older], '"5"');
    await pollLater();
    expect(await deleted()).toMatchObject({ resolvedAt: lastSeen, stage: 'resolved' });
    server.serve([open(null), older], '"6"');
    await pollLater();
    expect(await deleted()).toMatchObject({ resolvedAt: null, stage: 'investigating' });
  });

  test('reads nothing before it is due, and nothing that another process is reading', async () => {
    server.serve([], '"1"');
    await poll();
    const asked = server.requests.length;
    await poll();
    await database.db
      .updateTable('feedSource')
      .set({ nextDueAt: 0, leaseToken: 'other', leaseUntil: clock.at + 1 })
      .execute();
    await poll();
    expect(server.requests.length).toBe(asked);
  });

  test.each([
    ['HTTP 500', (_, response) => response.writeHead(500).end(), 'It answers with HTTP status 500.'],
    ['garbage', (_, response) => response.end('<html>'), 'What it sent is not valid JSON.'],
    ['half a document', (_, response) => response.end('[{"id":'), 'What it sent is not valid JSON.'],
    [
      'a cut connection',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('[', () => response.destroy());
      },
      /closed before the answer was complete|did not follow the protocol/,
    ],
    [
      'another document',
      (_, response) => response.end('{"page":{}}'),
      'The document is not a list of Google incidents.',
    ],
    ['rows that cannot be read', (_, response) => response.end('[{"id":"a"}]'), /^None of its rows could be read\./],
    [
      'a redirect to a private address',
      (_, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
      /10\.0\.0\.1 is not a public address/,
    ],
    [
      'redirects without end',
      (_, response) => response.writeHead(302, { location: '/' }).end(),
      'It redirects more than 3 times.',
    ],
    [
      'a packed bomb',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
      'The document is larger than 16 MiB.',
    ],
    ['an endless body', (_, response) => pour(response), 'The document is larger than 16 MiB.'],
  ] as const satisfies readonly (readonly [string, Parameters<FeedServer['answer']>[0], string | RegExp])[])(
    '%s is a failed reading that operators see, and changes no service',
    async (_, answer, reason) => {
      server.serve([open(null)], '"1"');
      await poll();
      const before = await incident();
      server.answer(answer);
      const source = await pollLater();
      expect(source.lastError).toMatch(reason);
      expect(source).toMatchObject({
        failureCount: 1,
        nextDueAt: clock.at + 2 * MINUTE,
        lastAttemptAt: clock.at,
        lastSuccessAt: clock.at - MINUTE,
      });
      expect(await incident()).toEqual(before);
      server.serve([open(null)], '"1"');
      clock.advance(2 * MINUTE);
      expect(await poll()).toMatchObject({ failureCount: 0, lastError: null });
    },
  );

  test('an address that the policy forbids is never asked', async () => {
    const asked = server.requests.length;
    expect((await poll('')).lastError).toMatch(/127\.0\.0\.1 is not a public address/);
    expect(server.requests.length).toBe(asked);
  });

  test('stopping in the middle is no failure and leaves the feed free', async () => {
    server.answer(() => stopping.abort());
    expect(await poll()).toMatchObject({ failureCount: 0, lastError: null, leaseToken: null, nextDueAt: clock.at });
  });

  test('one bad row is kept for the operators beside the good ones', async () => {
    server.serve([open(null), googleRow({ id: 'bad', end: 'x' })], '"1"');
    expect((await poll()).lastReport).toMatchObject({
      read: 2,
      created: 1,
      rejected: [{ id: 'bad', reason: 'Its end is not a time.' }],
    });
  });
});

const BOMB = gzipSync(Buffer.alloc(40 * 1_048_576, 32));

function pour(response: import('node:http').ServerResponse): void {
  const chunk = Buffer.alloc(1_048_576, 32);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}
