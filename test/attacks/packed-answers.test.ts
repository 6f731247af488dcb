import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { httpTarget, type Target } from '#test/support/http-target';
import { runProbe } from '#test/support/probing';

const open: Target[] = [];
afterAll(async () => {
  for (const target of open) await target.close();
});

const PLAIN = Buffer.alloc(64 * 1_048_576, 'a');

test.each([
  ['gzip', gzipSync(PLAIN)],
  ['deflate', deflateSync(PLAIN)],
  ['br', brotliCompressSync(Buffer.alloc(8 * 1_048_576, 'a'))],
])('a bomb packed with %s, which nobody asked for, is never unpacked', async (encoding, packed) => {
  const target = await httpTarget((_request, response) => {
    response.setHeader('content-encoding', encoding).end(packed);
  });
  open.push(target);
  const before = process.memoryUsage().rss;
  const ask = (more: Record<string, unknown> = {}) => runProbe('http', { url: target.url, ...more });
  expect(await ask()).toMatchObject({ ok: true });
  expect(await ask({ keyword: 'aaaaaaaa' })).toMatchObject({ ok: false, cause: 'keyword-missing' });
  expect(process.memoryUsage().rss - before).toBeLessThan(48 * 1_048_576);
});
