import { randomBytes } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHeartbeat, listHeartbeatCalls } from '#db/queries/heartbeats';
import { Heartbeats } from '#server/heartbeats/heartbeats';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

onEachDatabase('the address that jobs call', (database) => {
  const clock = new TestClock();
  let logged = '';
  let server: Server;
  let heartbeats: Heartbeats;

  beforeAll(async () => {
    server = createServer((req, res) => {
      const { pathname, search } = new URL(req.url ?? '/', 'http://host');
      const clientAddress = String(req.headers['x-test-address'] ?? '203.0.113.1');
      void heartbeats.answer(req, res, { pathname, search, clientAddress });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A process of the site without a memory. */
  function freshProcess(db = database.db): void {
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        logged += String(chunk);
        done();
      },
    });
    heartbeats = new Heartbeats({ ctx: testContext(db, clock), log: pino(sink) });
  }

  function call({ method = 'GET', path, headers = {}, body }: Call): Promise<Answer> {
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            headers: response.headers,
          }),
        );
      });
      req.on('error', reject);
      req.end(body);
    });
  }

  test('GET, HEAD and POST count, with state, exit code, duration and message wherever they stand', async () => {
    freshProcess();
    const { checkId, path } = await addHeartbeat(database.db, clock);
    expect(await call({ path })).toMatchObject({ status: 200, body: 'ok\n', headers: { 'x-heartbeat': 'counted' } });
    expect(await call({ method: 'HEAD', path: `${path}/start` })).toMatchObject({ status: 200, body: '' });
    await call({ path: `${path}/3?duration=2.5&message=almost%20done` });
    await call({ method: 'POST', path: `${path}/fail`, body: 'line one\nline two' });
    const form = 'application/x-www-form-urlencoded';
    await call({ method: 'POST', path, headers: { 'content-type': form }, body: 'exit=4&duration=900ms' });
    await call({ method: 'POST', path, headers: { 'content-type': form }, body: 'copied 12 files' });
    const json = JSON.stringify({ exit: 0, duration: 7, message: 'fine', other: { deep: true } });
    await call({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: json });
    const calls = await listHeartbeatCalls(database.db, checkId, 20);
    expect(calls.toReversed().map((row) => [row.event, row.exitCode, row.durationMs, row.message])).toEqual([
      ['success', null, null, null],
      ['start', null, null, null],
      ['fail', 3, 2_500, 'almost done'],
      ['fail', null, null, 'line one line two'],
      ['fail', 4, 900, null],
      ['success', null, null, 'copied 12 files'],
      ['success', 0, 7_000, 'fine'],
    ]);
  });

  test('a paused check answers and says so', async () => {
    freshProcess();
    const { checkId, path } = await addHeartbeat(database.db, clock);
    await database.db.updateTable('healthCheck').set({ pausedAt: clock.at }).where('id', '=', checkId).execute();
    expect(await call({ path })).toMatchObject({ status: 200, body: 'ok, but this check is paused\n' });
    expect(await call({ method: 'HEAD', path })).toMatchObject({ headers: { 'x-heartbeat': 'paused' } });
  });

  test('what is not an address answers 404, whatever is wrong with it', async () => {
    freshProcess();
    const { path } = await addHeartbeat(database.db, clock);
    const guess = `/api/heartbeat/${randomBytes(32).toString('base64url')}`;
    const answers = await Promise.all(
      [
        guess,
        `${guess}/fail`,
        `${path}/stop`,
        `${path}/1/2`,
        `${path}x`,
        path.slice(0, -1),
        '/api/heartbeat/',
        `${path}%00`,
      ].map((path) => call({ path })),
    );
    const [first] = answers;
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 404, body: first?.body });
      expect(Object.keys(answer.headers)).toEqual(Object.keys(first?.headers ?? {}));
    }
  });

  test('whoever guesses is held up at his own address, and nobody else', async () => {
    freshProcess();
    const { path } = await addHeartbeat(database.db, clock);
    const guesses = Array.from({ length: 300 }, () => `/api/heartbeat/${randomBytes(32).toString('base64url')}`);
    const answers = await Promise.all(guesses.map((guess) => call({ path: guess })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBe(200);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await call({ path })).status).toBe(429);
    expect((await call({ path, headers: { 'x-test-address': '203.0.113.2' } })).status).toBe(200);
    clock.advance(5_000);
    expect((await call({ path })).status).toBe(200);
  });

  test('whoever guesses from the address of a job, or behind the same proxy, makes no job late that has called before', async () => {
    freshProcess();
    const { path } = await addHeartbeat(database.db, clock);
    expect((await call({ path })).status).toBe(200);
    const guesses = Array.from({ length: 150 }, () => `/api/heartbeat/${randomBytes(32).toString('base64url')}`);
    await Promise.all(guesses.map((guess) => call({ path: guess })));
    expect((await call({ path: guesses[0] ?? '' })).status).toBe(429);
    expect((await call({ path })).status).toBe(200);
    expect((await call({ path: `${path}/fail` })).status).toBe(200);
  });

  test('no failure is taken for a success: codes below zero, words of its own, what cannot be read', async () => {
    freshProcess();
    const { checkId, path } = await addHeartbeat(database.db, clock);
    const ends = ['/-1', '?exit=-1073741510', '?exit=SIGKILL', '?event=failed', '?event=Error', '?exit=0&event=fail'];
    for (const end of ends) expect((await call({ path: `${path}${end}` })).status, end).toBe(200);
    for (const end of ['?exit=', '?exit=0', '?event=done'])
      expect((await call({ path: `${path}${end}` })).status).toBe(200);
    const calls = await listHeartbeatCalls(database.db, checkId, 20);
    expect(calls.toReversed().map(({ event, exitCode }) => [event, exitCode])).toEqual([
      ['fail', -1],
      ['fail', -1073741510],
      ['fail', null],
      ['fail', null],
      ['fail', null],
      ['fail', 0],
      ['success', null],
      ['success', 0],
      ['success', null],
    ]);
    expect((await call({ path: `${path}/-stop` })).status).toBe(404);
  });

  test('a flood of replayed calls is counted a few times, and the job may call again soon', async () => {
    freshProcess();
    const { checkId, path } = await addHeartbeat(database.db, clock);
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => call({ path, headers: { 'x-test-address': `198.51.100.${n % 250}` } })),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBe(20);
    expect(answers.filter(({ status }) => status === 429).length).toBe(280);
    expect(await findHeartbeat(database.db, checkId)).toMatchObject({ callCount: 20 });
    clock.advance(3_000);
    expect((await call({ path })).status).toBe(200);
  });

  test('many jobs behind one address are no guessers', async () => {
    freshProcess();
    const jobs = await Promise.all(Array.from({ length: 12 }, () => addHeartbeat(database.db, clock)));
    for (let round = 0; round < 15; round += 1) {
      for (const { path } of jobs) expect((await call({ path })).status).toBe(200);
    }
  });

  test('of a huge body only the beginning is read, and the call counts', async () => {
    freshProcess();
    const { checkId, path } = await addHeartbeat(database.db, clock);
    const { port } = server.address() as AddressInfo;
    let sent = 0;
    const status = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      const block = Buffer.alloc(65_536, 'x');
      socket.on('error', () => undefined);
      socket.write(`POST ${path}/9 HTTP/1.1\r\nhost: h\r\ncontent-length: 10000000000\r\n\r\n`);
      const push = (): void => {
        while (!socket.destroyed && sent < 1e9 && socket.write(block)) sent += block.length;
      };
      socket.on('drain', push);
      socket.once('data', (data) => {
        resolve(data.toString().split('\r\n')[0] ?? '');
        socket.destroy();
      });
      push();
    });
    expect(status).toContain('200');
    expect(sent).toBeLessThan(20_000_000);
    const [newest] = await listHeartbeatCalls(database.db, checkId, 1);
    expect(newest).toMatchObject({ event: 'fail', exitCode: 9, message: 'x'.repeat(500) });
  });

  test('a page of another site, a preview or a person who opens the link counts nothing and learns nothing', async () => {
    freshProcess();
    const { checkId, path } = await addHeartbeat(database.db, clock);
    const guess = `/api/heartbeat/${randomBytes(32).toString('base64url')}`;
    for (const site of ['cross-site', 'same-origin', 'same-site', 'none']) {
      const headers = { 'sec-fetch-site': site, origin: 'https://evil.example', cookie: 'a=b' };
      const [real, false_] = [
        await call({ method: 'POST', path, headers }),
        await call({ method: 'POST', path: guess, headers }),
      ];
      expect([real.status, real.body]).toEqual([403, false_.body]);
      expect(real.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(await findHeartbeat(database.db, checkId)).toMatchObject({ callCount: 0 });
  });

  test('other methods are refused, and no answer is kept or tells where it came from', async () => {
    freshProcess();
    const { path } = await addHeartbeat(database.db, clock);
    expect(await call({ method: 'DELETE', path })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST' },
    });
    expect(await call({ path })).toMatchObject({
      headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    });
  });

  test('while the database is away a job is told to call again, and the log does not hold its address', async () => {
    const { path, token } = await addHeartbeat(database.db, clock);
    const away = new Proxy(database.db, {
      get: () => {
        throw new Error(`no database for ${path.slice(0, 15)}`);
      },
    });
    logged = '';
    freshProcess(away);
    expect(await call({ path })).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(logged).toContain('could not be kept');
    expect(logged).not.toContain(token);
  });
});
