import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { chooseEncoding, encodePage } from '#server/encode-page';
import { PageMemory } from '#server/page-memory';
import { Publisher, type PublisherOptions } from '#server/publisher';
import { TestClock } from '#test/support/context';

const log = pino({ level: 'silent' });

/** A publisher over pages that say how often they were rendered. */
function publishing(given: Partial<PublisherOptions> = {}) {
  const clock = new TestClock();
  const rendered: string[] = [];
  const state = { version: 1, broken: false };
  const publisher = new Publisher({
    now: clock.now,
    log,
    readVersion: async () => {
      if (state.broken) throw new Error('gone');
      return state.version;
    },
    render: async (path) => {
      rendered.push(path);
      if (state.broken) throw new Error('gone');
      return path.includes('unknown') ? new Response('no', { status: 404 }) : new Response(`${path} ${state.version}`);
    },
    ...given,
  });
  open.push(publisher);
  return { publisher, clock, rendered, state };
}

const open: Publisher[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((publisher) => publisher.stop()));
});

async function body(publisher: Publisher, path: string): Promise<string> {
  const visit = await publisher.visit(path);
  return visit.kind === 'page' ? visit.page.encoded.identity.bytes.toString() : visit.kind;
}

describe('publisher', () => {
  test('renders a page once for any number of visits', async () => {
    const { publisher, rendered } = publishing();
    await publisher.start();
    const before = rendered.filter((path) => path === '/').length;
    await Promise.all(Array.from({ length: 50 }, () => publisher.visit('/')));
    expect([before, rendered.filter((path) => path === '/').length]).toEqual([1, 1]);
  });

  test('renders a page that nobody asked for yet once, however many ask at the same time', async () => {
    const { publisher, rendered } = publishing();
    await publisher.start();
    await Promise.all(Array.from({ length: 50 }, () => publisher.visit('/services/gmail')));
    expect(rendered.filter((path) => path === '/services/gmail')).toHaveLength(1);
  });

  test('renders anew when the minute changes, because pages show durations', async () => {
    const { publisher, clock, rendered } = publishing();
    await publisher.start();
    await publisher.visit('/services/gmail');
    clock.advance(60_000);
    await publisher.visit('/services/gmail');
    expect(rendered.filter((path) => path === '/services/gmail')).toHaveLength(2);
  });

  test('renders anew once a page is no longer true, and neither sooner nor twice', async () => {
    let until = 0;
    let count = 0;
    const { publisher, clock } = publishing({
      render: async () => {
        count += 1;
        return new Response(`page ${count}`, { headers: { 'x-true-until': String(until) } });
      },
    });
    until = clock.at + 5_000;
    expect(await body(publisher, '/services/gmail')).toBe('page 1');
    clock.advance(5_000);
    expect(await body(publisher, '/services/gmail')).toBe('page 1');
    clock.advance(1);
    expect(publisher.fresh('/services/gmail')).toBeUndefined();
    expect(await body(publisher, '/services/gmail')).toBe('page 2');
    expect(await body(publisher, '/services/gmail')).toBe('page 2');
    expect(publisher.fresh('/services/gmail')?.headers.map(([name]) => name)).not.toContain('x-true-until');
  });

  test('shows a change within a second or so', async () => {
    const { publisher, state } = publishing();
    await publisher.start();
    state.version = 2;
    await expect.poll(() => body(publisher, '/'), { timeout: 5_000 }).toBe('/ 2');
  });

  test('keeps the page when rendering fails, and does not try at every visit', async () => {
    const { publisher, clock, state, rendered } = publishing();
    await publisher.start();
    state.broken = true;
    clock.advance(60_000);
    const before = rendered.length;
    for (let visit = 0; visit < 20; visit += 1) expect(await body(publisher, '/')).toBe('/ 1');
    expect(rendered.length - before).toBe(1);
  });

  test('says that a page is unavailable when there is nothing to fall back on', async () => {
    const { publisher, state } = publishing();
    await publisher.start();
    state.broken = true;
    expect((await publisher.visit('/services/gmail')).kind).toBe('unavailable');
  });

  test('keeps nothing of paths that do not exist, and forgets a page that ceases to', async () => {
    const { publisher, rendered } = publishing();
    await publisher.start();
    for (let visit = 0; visit < 3; visit += 1)
      expect((await publisher.visit('/incidents/unknown')).kind).toBe('response');
    expect(rendered.filter((path) => path === '/incidents/unknown')).toHaveLength(3);
  });

  test('serves the old page while a newer one takes too long', async () => {
    let slow = false;
    const release = Promise.withResolvers<void>();
    const { publisher, clock } = publishing({
      render: async () => {
        if (slow) await release.promise;
        return new Response('page');
      },
    });
    await publisher.start();
    slow = true;
    clock.advance(60_000);
    expect(await body(publisher, '/')).toBe('page');
    release.resolve();
  });
});

describe('page memory', () => {
  test('forgets what was visited longest ago when it is full', async () => {
    const page = { encoded: await encodePage(Buffer.alloc(1_000, 'a')) };
    const memory = new PageMemory<typeof page>(2_500);
    const kept = { page, edition: { version: 1, minute: 1 }, trueUntil: Number.POSITIVE_INFINITY, retryAt: 0 };
    for (const path of ['/a', '/b']) memory.keep(path, kept);
    memory.get('/a');
    memory.keep('/c', kept);
    expect(['/a', '/b', '/c'].map((path) => memory.get(path) !== undefined)).toEqual([true, false, true]);
  });
});

describe('encodings', () => {
  test.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR', 'br'],
    ['gzip;q=0.0', 'identity'],
    ['identity', 'identity'],
  ] as const)('answer %s with %s', (header, encoding) => {
    expect(chooseEncoding(header)).toBe(encoding);
  });

  test('hold the same page, each under an ETag of its own bytes', async () => {
    const text = Buffer.from('<p>Gmail has been down since 14:05 UTC.</p>'.repeat(50));
    const { identity, br, gzip } = await encodePage(text);
    expect([brotliDecompressSync(br.bytes), gunzipSync(gzip.bytes)]).toEqual([text, text]);
    expect(new Set([identity.etag, br.etag, gzip.etag]).size).toBe(3);
    expect((await encodePage(text)).br.etag).toBe(br.etag);
  });
});
