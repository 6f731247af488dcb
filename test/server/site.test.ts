import { request } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { addQuietHistory } from '#test/support/public-scenes';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('the outer server', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    await addQuietHistory(database.db, { services: 3, days: 30, now: Date.now() });
    site = await startSite(database);
  });
  afterAll(() => site.stop());

  test.each(['/', '/history', '/history.atom', '/favicon.svg', '/healthz', '/no-such-page', '/%69p'])(
    'puts the security headers on %s',
    async (path) => {
      const { headers } = await raw({ path });
      expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
      expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': expect.stringMatching(/strict-origin|no-referrer/),
        'cross-origin-opener-policy': 'same-origin',
      });
    },
  );

  test('answers a visitor who has the page with 304 and nothing else', async () => {
    const first = await raw({ path: '/', headers: { 'accept-encoding': 'br' } });
    expect(first).toMatchObject({ status: 200, headers: { 'content-encoding': 'br', vary: 'Accept-Encoding' } });
    expect(first.headers['cache-control']).toMatch(/^public, max-age=0, s-maxage=10, stale-while-revalidate=60/);
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^"[\w-]{20,}"$/);
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await raw({ path: '/', headers: { 'accept-encoding': 'br', 'if-none-match': condition } });
      expect([again.status, again.body]).toEqual([304, '']);
    }
    expect((await raw({ path: '/', headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('answers HEAD with the headers of GET and no body', async () => {
    for (const path of ['/', '/history.atom', '/sign-in', '/no-such-page']) {
      const [get, head] = [await raw({ path }), await raw({ path, method: 'HEAD' })];
      expect([head.status, head.headers['content-length'], head.body]).toEqual([
        get.status,
        get.headers['content-length'],
        '',
      ]);
    }
  });

  test('gives the same page to everyone: cookies and queries change nothing', async () => {
    const plain = await raw({ path: '/' });
    const other = await raw({
      path: '/?utm=1',
      headers: { cookie: '__Host-ol.session_token=x; ol-lang=fr', 'accept-language': 'fr' },
    });
    expect([other.body, other.headers['set-cookie']]).toEqual([plain.body, undefined]);
  });

  test('makes no link from the Host header', async () => {
    for (const path of ['/', '/history.rss', '/history.atom', '/no-such-page']) {
      const { body } = await raw({ path, headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } });
      expect(body).not.toContain('evil.example');
    }
  });

  test('refuses methods that an address does not answer to', async () => {
    expect(await raw({ path: '/', method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(await raw({ path: '/', method: 'TRACE' })).toMatchObject({ status: 405 });
    expect(await raw({ path: '/sign-in', method: 'PROPFIND' })).toMatchObject({ status: 405 });
  });

  test.each(['/%69ndex', '//portal', '/./portal', '/x/../portal', '/portal%2fx', '/portal;x', '/%2e%2e/portal'])(
    'refuses %s before any page sees it',
    async (path) => {
      expect((await raw({ path })).status).toBe(400);
    },
  );

  test('refuses bodies that are too large, by their header and by their bytes', async () => {
    const headers = { origin: site.url, 'content-type': 'application/x-www-form-urlencoded' };
    const large = 'a'.repeat(1_200_000);
    expect(
      (
        await raw({
          path: '/sign-in',
          method: 'POST',
          headers: { ...headers, 'content-length': String(large.length) },
          body: large,
        })
      ).status,
    ).toBe(413);
    expect(
      (
        await raw({
          path: '/sign-in',
          method: 'POST',
          headers: { ...headers, 'transfer-encoding': 'chunked' },
          body: large,
        })
      ).status,
    ).toBe(413);
  });

  test('says 400 to what is not what it says it is', async () => {
    const origin = site.url;
    const json = await raw({
      path: '/sign-in',
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{"a":',
    });
    const multipart = await raw({
      path: '/sign-in',
      method: 'POST',
      headers: { origin, 'content-type': 'multipart/form-data' },
      body: 'x',
    });
    expect([json.status, multipart.status]).toEqual([400, 400]);
  });

  test('cuts off a visitor who sends headers without end', async () => {
    const answer = await speak(`GET / HTTP/1.1\r\nHost: x\r\n${'X-A: '.padEnd(20_000, 'a')}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431/);
  });

  test('helps whoever opens what does not exist, in his language', async () => {
    expect((await raw({ path: '/fr/services/nothing' })).body).toMatch(/Cette page n’existe pas[\s\S]*href="\/fr"/);
    expect(await raw({ path: '/incidents/nothing' })).toMatchObject({ status: 404 });
  });

  test('keeps files with a hash for ever, and compressed', async () => {
    const { body } = await raw({ path: '/' });
    const path = /href="(\/assets\/[^"]+\.css)"/.exec(body)?.[1] ?? '';
    expect(await raw({ path, headers: { 'accept-encoding': 'br' } })).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, max-age=31536000, immutable', 'content-encoding': 'br' },
    });
  });

  describe('once the database is gone', () => {
    test('still answers what is published, and says plainly what it cannot', async () => {
      const before = await raw({ path: '/' });
      await takeDatabaseAway();
      await expect.poll(async () => (await raw({ path: '/readyz' })).status, { timeout: 10_000 }).toBe(503);
      for (const path of ['/', '/fr', '/history', '/history.atom', '/history.rss'])
        expect((await raw({ path })).status, path).toBe(200);
      expect((await raw({ path: '/' })).body).toBe(before.body);
      expect((await raw({ path: '/services/never-visited' })).status).toBe(503);
      expect((await raw({ path: '/healthz' })).status).toBe(200);
    });
  });

  async function takeDatabaseAway(): Promise<void> {
    for (const table of ['counter', 'service'] as const) {
      await database.db.schema.alterTable(table).renameTo(`${table}_gone`).execute();
    }
  }

  function raw(options: RawRequest): Promise<RawAnswer> {
    return ask(site.url, options);
  }

  function speak(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connectSocket(Number(new URL(site.url).port), '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  }
});

interface RawRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request whose path is sent as it is written. */
function ask(url: string, { path, method = 'GET', headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const req = request({ hostname, port, path, method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    // A server that has answered may stop listening to the rest of a body.
    req.on('error', (error) =>
      ('code' in error && error.code === 'EPIPE') || error.message === 'socket hang up' ? undefined : reject(error),
    );
    req.end(body);
  });
}
