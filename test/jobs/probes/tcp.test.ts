import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import type { RunNote } from '#domain/watching/run-note';
import { freePort } from '#test/support/global-setup';
import {
  neverResolving,
  resolvingHere,
  runProbe,
  serveRaw,
  serveTls,
  type Target,
  testAuthority,
} from '#test/support/probing';

function check(target: Target, timeoutMs = 3_000) {
  return runProbe('tcp', { host: '127.0.0.1', ...target }, { timeoutMs });
}

const echo = (socket: Socket): void => void socket.on('data', (bytes) => socket.write(`you said ${bytes}`));

describe('a connection to a port', () => {
  test('is good when it is taken, and is closed again', async () => {
    const { port, open } = await serveRaw(echo);
    const result = await check({ port });
    expect(result).toMatchObject({ ok: true });
    expect(result.timings.connectMs).toBeGreaterThanOrEqual(result.timings.lookupMs ?? Infinity);
    await expect.poll(() => open.size).toBe(0);
  });

  test('says what it is told to say, and waits for the expected text in any pieces', async () => {
    const { port } = await serveRaw((socket) => {
      socket.once('data', async (bytes) => {
        for (const letter of `you said ${bytes}`) {
          socket.write(letter);
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
    expect(await check({ port, send: 'PING\r\n', expect: 'said PING' })).toMatchObject({ ok: true });
  });

  test('is encrypted if told so, and then the certificate must hold', async () => {
    const { port } = await serveTls('good', echo);
    const tls = { port, tls: true, send: 'x', expect: 'said x' };
    expect(await check({ ...tls, authorities: testAuthority })).toMatchObject({ ok: true });
    expect(await check(tls)).toMatchObject({ ok: false, cause: 'tls-incomplete' });
    const expired = await serveTls('expired', echo);
    expect(await check({ ...tls, port: expired.port, authorities: testAuthority })).toMatchObject({
      cause: 'tls-expired',
    });
    const plain = await serveRaw(echo);
    expect(await check({ ...tls, port: plain.port })).toMatchObject({ ok: false, cause: 'tls-failed' });
  });
});

describe('failures are told apart', () => {
  test('refused, closed without the text, reset, an answer without end, silence', async () => {
    const closing = await serveRaw((socket) => socket.end('bye'));
    const reset = await serveRaw((socket) => socket.resetAndDestroy());
    const silent = await serveRaw(() => undefined);
    const endless = await serveRaw((socket) => {
      const push = (): void => {
        while (socket.write('x'.repeat(4_096)));
      };
      socket.on('drain', push);
      push();
    });
    expect(await check({ port: await freePort() })).toMatchObject({ ok: false, cause: 'refused' });
    expect(await check({ port: closing.port, expect: '220' })).toMatchObject({ ok: false, cause: 'keyword-missing' });
    expect(await check({ port: reset.port, expect: '220' })).toMatchObject({ ok: false, cause: 'reset' });
    expect(await check({ port: endless.port, expect: '220' })).toMatchObject({ ok: false, cause: 'too-large' });
    expect(await check({ port: silent.port, expect: '220' }, 150)).toMatchObject({ ok: false, cause: 'timeout' });
    for (const { open } of [closing, reset, silent, endless]) await expect.poll(() => open.size).toBe(0);
  });

  test('a trickle ends at the deadline, and a right but late answer is too slow', async () => {
    const trickle = await serveRaw((socket) => {
      const timer = setInterval(() => socket.write('.'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    const startedAt = performance.now();
    expect(await check({ port: trickle.port, expect: '220' }, 200)).toMatchObject({ ok: false, cause: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    const late = await serveRaw((socket) => void setTimeout(() => socket.write('220'), 60));
    expect(await check({ port: late.port, expect: '220', latencyLimitMs: 30 })).toMatchObject({ cause: 'too-slow' });
  });

  test('another answer than the expected one, after which nothing comes, is told and shown to whoever watches', async () => {
    const { port } = await serveRaw((socket) => void socket.write('-ERR loading\r\n'));
    const notes: RunNote[] = [];
    const target = { host: '127.0.0.1', port, expect: '+PONG' };
    const result = await runProbe('tcp', target, { timeoutMs: 150, note: (note) => void notes.push(note) });
    expect(result).toMatchObject({ cause: 'timeout', detail: '“+PONG” did not come within the time allowed.' });
    expect(notes).toEqual([
      { kind: 'answer', text: '-ERR loading\r\n' },
      { kind: 'expectation', what: 'an answer with "+PONG"', held: false, found: 'not found' },
    ]);
  });

  test('a handshake that never comes, and a name server that never answers', async () => {
    const { port, open } = await serveRaw((socket) => void socket.resume());
    expect(await check({ port, tls: true }, 150)).toMatchObject({ ok: false, cause: 'timeout' });
    await expect.poll(() => open.size).toBe(0);
    const circumstances = { timeoutMs: 150, resolve: neverResolving };
    expect(await runProbe('tcp', { host: 'slow.test', port }, circumstances)).toMatchObject({ cause: 'timeout' });
  });

  test('a name that is not the certificate’s', async () => {
    const { port } = await serveTls('wrongname', echo);
    const target = { host: 'www.example.test', port, tls: true, authorities: testAuthority };
    expect(await runProbe('tcp', target, { resolve: resolvingHere })).toMatchObject({ cause: 'tls-wrong-name' });
  });
});

test('whatever bytes come, the result has a known cause', async () => {
  let bytes = Buffer.alloc(0);
  const { port } = await serveRaw((socket) => socket.end(bytes));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (answer, tls) => {
      bytes = Buffer.from(answer);
      const result = await check({ port, tls, expect: 'x' }, 500);
      if (!result.ok) expect(isProbeCause(result.cause)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test.each([
  { host: 'a b' },
  { host: 'http://x.test' },
  { host: 'x.test/path' },
  { host: 'x.test:80' },
  { host: 'user@x.test' },
  { host: '' },
  { port: 0 },
  { port: 65_536 },
  { send: '' },
  { authorities: 'no certificate', tls: true },
])('a target with %o is misconfigured', async (part) => {
  expect(await check({ port: 1, ...part })).toMatchObject({ ok: false, cause: 'misconfigured' });
});
