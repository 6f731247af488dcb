import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pausePlace } from '#commands/pause-place';
import { removePlace } from '#commands/remove-place';
import { replacePlaceToken, revokePlaceToken } from '#commands/replace-place-token';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { sealSecrets } from '#lib/check-secrets/sealed-secrets';
import { LARGEST_REPORT_BYTES } from '#lib/probe-protocol';
import { ProbeApi } from '#server/probe-api/probe-api';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSharedCheck } from '#test/support/places';

onEachDatabase('the address that agents of places call', (database) => {
  const clock = new TestClock();
  const box = createCheckBox(['k'.repeat(32)]);
  let server: Server;
  let api: ProbeApi;
  let logged = '';

  beforeAll(async () => {
    server = createServer((req, res) => {
      const clientAddress = String(req.headers['x-test-address'] ?? '203.0.113.1');
      void api.answer(req, res, { pathname: (req.url ?? '').split('?')[0] ?? '', clientAddress });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const begin = async () => {
    const ctx = testContext(database.db, clock);
    const log = pino(
      {},
      {
        write: (line: string) => {
          logged += line;
        },
      },
    );
    api = new ProbeApi({ ctx, log, secrets: { box, env: {} }, sampleRetentionDays: 30 });
    const shared = await addSharedCheck(ctx, ['Paris']);
    const placeId = shared.places[0] ?? '';
    const { token } = await replacePlaceToken(ctx, { placeId, revision: 1 });
    return { ctx, ...shared, placeId, token };
  };

  const call = async (path: string, token: string, init: RequestInit & { readonly from?: string } = {}) => {
    const { port } = server.address() as AddressInfo;
    const headers = { authorization: `Bearer ${token}`, 'x-test-address': init.from ?? '203.0.113.1', ...init.headers };
    const response = await fetch(`http://127.0.0.1:${port}/api/probe/v1/${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) };
  };
  const report = (results: readonly unknown[], more: object = {}): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sentAt: clock.now(), results, ...more }),
  });

  test('opens to the token of a place alone, and to the newest one', async () => {
    const { ctx, placeId, token } = await begin();
    expect((await call('assignment', token)).status).toBe(200);
    for (const wrong of [
      '',
      'x'.repeat(43),
      `${token}x`,
      token.slice(1),

      encodeURIComponent('\u{1f511}'),
    ]) {
      expect((await call('assignment', wrong)).status, wrong).toBe(401);
    }
    const { token: next } = await replacePlaceToken(ctx, { placeId, revision: 2 });
    expect((await call('assignment', token)).status).toBe(401);
    expect((await call('assignment', next)).status).toBe(200);
    await revokePlaceToken(ctx, { placeId, revision: 3 });
    expect((await call('assignment', next)).status).toBe(401);
    expect((await call('results', next, report([]))).status).toBe(401);
  });

  test('closes to a place that was removed', async () => {
    const { ctx, placeId, token } = await begin();
    await removePlace(ctx, { placeId, revision: 2 });
    expect((await call('assignment', token)).status).toBe(401);
    expect((await call('results', token, report([]))).status).toBe(401);
  });

  test('takes from a place that is paused what it measured before, and nothing else', async () => {
    const { ctx, checkId, placeId, token } = await begin();
    const before = clock.now();
    clock.advance(60_000);
    await pausePlace(ctx, { placeId, revision: 2 });
    const result = { checkId, state: 'up', gapCause: null, latencyMs: 12, cause: null, detail: null };
    const answer = await call(
      'results',
      token,
      report([
        { ...result, at: before },
        { ...result, at: clock.now() },
      ]),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { recorded: 1, refused: [{ code: 'paused', at: clock.now() }] },
    });
    expect((await call('assignment', token)).body).toMatchObject({ place: { paused: true }, checks: [] });
  });

  test('tells a place its own checks, with their secrets, and keeps the answer out of every cache', async () => {
    const [one, other] = [await begin(), await begin()];
    const secrets = sealSecrets(box, one.checkId, { token: 'hush' });
    await database.db.updateTable('healthCheck').set({ secrets }).where('id', '=', one.checkId).execute();
    const told = await call('assignment', one.token);
    expect(told.body.checks).toMatchObject([{ id: one.checkId, target: { token: 'hush' }, problem: null }]);
    expect(told.headers.get('cache-control')).toBe('no-store');
    expect((await call('assignment', other.token)).text).not.toContain('hush');
    const etag = told.headers.get('etag') ?? '';
    expect((await call('assignment', one.token, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('a secret that no key opens is told as a problem, and not as a target without it', async () => {
    const { checkId, token } = await begin();
    const secrets = sealSecrets(createCheckBox(['z'.repeat(32)]), checkId, { token: 'hush' });
    await database.db.updateTable('healthCheck').set({ secrets }).where('id', '=', checkId).execute();
    expect((await call('assignment', token)).body.checks[0]).toMatchObject({
      target: null,
      problem: expect.any(String),
    });
  });

  test('takes no report with a number that is none, a negative time, words of its own or too many results', async () => {
    const { checkId, token } = await begin();
    const fine = { checkId, at: clock.now(), state: 'up', latencyMs: 3 };
    const bad: readonly object[] = [
      { ...fine, latencyMs: -1 },
      { ...fine, latencyMs: 1.5 },
      { ...fine, latencyMs: '3' },
      { ...fine, latencyMs: 10 ** 9 },
      { ...fine, at: -1 },
      { ...fine, at: 2 ** 60 },
      { ...fine, state: 'broken' },
      { ...fine, placeId: 'here' },
    ];
    for (const result of bad) expect((await call('results', token, report([result]))).status).toBe(400);
    const texts = ['', 'null', '[]', '{', `{"sentAt":${clock.now()},"results":[{"checkId":"${checkId}","at":1e999}]}`];
    for (const body of texts) expect((await call('results', token, { method: 'POST', body })).status, body).toBe(400);
    expect((await call('results', token, report(Array(501).fill(fine)))).status).toBe(400);
    expect((await call('results', token, report([fine]))).body).toMatchObject({ recorded: 1 });
  });

  test('takes no report that is too large', async () => {
    const { token } = await begin();
    const body = ' '.repeat(LARGEST_REPORT_BYTES + 1);
    const answer = await call('results', token, { method: 'POST', body }).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
  });

  test('takes nothing from a place whose clock is wrong, and tells it the time', async () => {
    const { checkId, token } = await begin();
    const result = { checkId, at: clock.now(), state: 'up', latencyMs: 3 };
    for (const offset of [-31_000, 31_000]) {
      const answer = await call('results', token, report([result], { sentAt: clock.now() + offset }));
      expect([answer.status, answer.body.code]).toEqual([422, 'clock']);
      expect(Number(answer.headers.get('x-server-time'))).toBe(clock.now());
    }
  });

  test('an address that tries tokens is slowed down, and no other is', async () => {
    const { token } = await begin();
    const tries = await Promise.all(
      Array.from({ length: 60 }, () => call('assignment', 'x'.repeat(43), { from: '198.51.100.7' })),
    );
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect((await call('assignment', token, { from: '198.51.100.7' })).status).toBe(429);
    expect((await call('assignment', token)).status).toBe(200);
  });

  test('whoever guesses behind the proxy of an agent does not keep it from reporting; a token that was replaced is a guess', async () => {
    const { ctx, placeId, token } = await begin();
    const from = '198.51.100.8';
    expect((await call('assignment', token, { from })).status).toBe(200);
    await Promise.all(Array.from({ length: 60 }, () => call('assignment', 'x'.repeat(43), { from })));
    expect((await call('assignment', 'x'.repeat(43), { from })).status).toBe(429);
    expect((await call('assignment', token, { from })).status).toBe(200);
    const { revision } = await ctx.db
      .selectFrom('place')
      .select('revision')
      .where('id', '=', placeId)
      .executeTakeFirstOrThrow();
    await replacePlaceToken(ctx, { placeId, revision });
    expect((await call('assignment', token, { from })).status).toBe(401);
    expect((await call('assignment', token, { from })).status).toBe(429);
  });

  test('a place that calls without end is slowed down', async () => {
    const { token } = await begin();
    const calls = await Promise.all(Array.from({ length: 150 }, () => call('assignment', token)));
    expect(calls.some(({ status }) => status === 429)).toBe(true);
  });

  test('no token and no secret stands in a log', async () => {
    const { token } = await begin();
    await call('assignment', token);
    expect(logged).not.toContain(token);
    expect(logged).not.toContain('hush');
  });
});
