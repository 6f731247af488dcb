import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import { fetchFailure } from '#lib/fetch-failure';
import { startPhaseClock } from '#lib/phase-clock';
import { flood, frame, openWebsocket, trickle } from '#test/support/hostile-server';
import { runProbe, serveRaw, type Target } from '#test/support/probing';

const LIMIT_MS = 1_500;
const host = '127.0.0.1';
const clear = (port: number): Target => ({ host, port, security: 'none' });

/** Every kind that talks over a connection. */
const TARGETS: Readonly<Record<string, (port: number) => Target>> = {
  http: (port) => ({ url: `http://${host}:${port}/`, keyword: 'never', json: [{ path: '$.a', equals: 1 }] }),
  caldav: (port) => ({ url: `http://${host}:${port}/` }),
  websocket: (port) => ({ url: `ws://${host}:${port}/`, expect: 'never' }),
  grpc: (port) => ({ host, port, tls: false }),
  tcp: (port) => ({ host, port, expect: 'never' }),
  tls: (port) => ({ host, port }),
  smtp: clear,
  imap: clear,
  pop3: clear,
  'round-trip': (port) => ({
    ...{ smtpHost: host, smtpPort: port, smtpSecurity: 'none', from: 'a@b.test', to: 'a@b.test' },
    ...{ imapHost: host, imapPort: port, imapSecurity: 'starttls', imapUsername: 'u', imapPassword: 'secret' },
  }),
};

type Answer = (socket: Socket) => void;
const after = (head: string, then: Answer): Answer => {
  return (socket) => {
    socket.write(head);
    then(socket);
  };
};
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

const ANSWERS: Readonly<Record<string, Answer>> = {
  'bytes without end': (socket) => flood(socket, 'x'),
  'NUL bytes without end': (socket) => flood(socket, '\0'),
  'empty lines without end': (socket) => flood(socket, '\n'),
  'a greeting without end': (socket) => flood(socket, '220-x\r\n'),
  'answers nobody asked for': (socket) => flood(socket, '* OK x\r\n'),
  'headers without end': after('HTTP/1.1 200 OK\r\n', (socket) => flood(socket, 'A: b\r\n')),
  'one header without end': after('HTTP/1.1 200 OK\r\nA: ', (socket) => flood(socket, 'b')),
  'hints without end': (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'),
  'chunks of one byte': after(CHUNKED, (socket) => flood(socket, '1\r\nx\r\n')),
  'a chunk whose length never ends': after(`${CHUNKED}1;`, (socket) => flood(socket, 'x')),
  'trailers without end': after(`${CHUNKED}0\r\n`, (socket) => flood(socket, 'A: b\r\n')),
  'two lengths': after(
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
    () => undefined,
  ),
  'a length no number holds': after('HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n', () => undefined),
  'a byte now and then': (socket) => trickle(socket, 'x'),
  'a line now and then': (socket) => trickle(socket, '* OK x\r\n'),
  'a header now and then': after('HTTP/1.1 200 OK\r\n', (socket) => trickle(socket, 'A: b\r\n')),
  'a reset': (socket) => void socket.resetAndDestroy(),
  'half an end': (socket) => void socket.end(),
  silence: () => undefined,
};

describe('every kind, answered with', () => {
  test.each(Object.entries(ANSWERS))('%s, ends in time with a known cause and nothing open', async (_name, answer) => {
    const { port, open } = await serveRaw((socket) => answer(socket.resume()));
    const startedAt = performance.now();
    const results = await Promise.all(
      Object.entries(TARGETS).map(([kind, targetOf]) => runProbe(kind, targetOf(port), { timeoutMs: LIMIT_MS })),
    );
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    for (const result of results) expect(result.ok || isProbeCause(result.cause)).toBe(true);
    await expect.poll(() => open.size).toBe(0);
  });
});

describe('what costs time without ever being read', () => {
  test.each([
    ['http', 'empty lines without end'],
    ['http', 'a chunk whose length never ends'],
    ['caldav', 'hints without end'],
    ['websocket', 'empty lines without end'],
  ])('of a target of %s, %s, is cut off long before the deadline', async (kind, name) => {
    const { port } = await serveRaw((socket) => ANSWERS[name]?.(socket.resume()));
    const result = await runProbe(kind, TARGETS[kind]?.(port) ?? {}, { timeoutMs: 30_000 });
    expect(result).toMatchObject({ ok: false, cause: 'too-large' });
  });

  test('pieces of a WebSocket message that hold nothing are cut off too', async () => {
    const { port } = await serveRaw((socket) =>
      openWebsocket(socket, () => after('\x01\x00', (it) => flood(it, '\x00\x00'))(socket)),
    );
    const result = await runProbe('websocket', TARGETS['websocket']?.(port) ?? {}, { timeoutMs: 30_000 });
    expect(result).toMatchObject({ ok: false });
    expect(result.latencyMs).toBeLessThan(5_000);
  });
});

/** What a client of HTTP/2 may be told after it has asked. */
const FRAMES: Readonly<Record<string, readonly [first: Buffer, again: Buffer]>> = {
  settings: [Buffer.alloc(0), frame(4, 0, 0)],
  pings: [Buffer.alloc(0), frame(6, 0, 0, Buffer.alloc(8))],
  'empty data': [frame(1, 4, 1, [0x88]), frame(0, 0, 1)],
  hints: [Buffer.alloc(0), frame(1, 4, 1, [0x08, 3, 0x31, 0x30, 0x33])],
  'header fields that go on and on': [frame(1, 0, 1, [0x88]), frame(9, 0, 1, [0x40, 1, 97, 1, 98])],
  'header fields that go on with nothing': [frame(1, 0, 1, [0x88]), frame(9, 0, 1)],
  'trailers after trailers': [frame(1, 4, 1, [0x88]), frame(1, 4, 1, [0x88])],
  'frames nobody knows': [Buffer.alloc(0), frame(0x33, 0, 0, Buffer.alloc(16_000))],
  farewells: [Buffer.alloc(0), frame(7, 0, 0, [0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
  'filling longer than its frame': [frame(1, 4, 1, [0x88]), frame(0, 8, 1, [200, 1])],
};

describe('a gRPC server that says nothing but', () => {
  test.each(Object.entries(FRAMES))('%s ends in time, and its memory can be cleared', async (_name, [first, again]) => {
    const settings = frame(4, 0, 0);
    const { port, open } = await serveRaw(
      (socket) =>
        void socket.once('data', () =>
          after(Buffer.concat([settings, first]).toString('latin1'), (it) => flood(it, again))(socket),
        ),
    );
    for (let run = 0; run < 5; run += 1) {
      const result = await runProbe('grpc', TARGETS['grpc']?.(port) ?? {}, { timeoutMs: LIMIT_MS });
      expect(!result.ok && isProbeCause(result.cause)).toBe(true);
    }
    await expect.poll(() => open.size).toBe(0);
  });
});

test('two hundred runs leave neither a socket nor a timer behind', async () => {
  const { port, open } = await serveRaw((socket) => flood(socket.resume(), '220-x\r\n'));
  const run = (): Promise<unknown> =>
    Promise.all(Object.entries(TARGETS).map(([kind, targetOf]) => runProbe(kind, targetOf(port), { timeoutMs: 300 })));
  await run();
  const before = handles();
  for (let count = 0; count < 20; count += 1) await run();
  await expect.poll(() => open.size).toBe(0);
  await expect.poll(handles, { timeout: 5_000 }).toBeLessThanOrEqual(before);
}, 120_000);

function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCPSocketWrap|TLSWrap|Timeout|ProcessWrap)$/.test(name))
    .length;
}

test('a name server that gave no answer to any try has timed out', () => {
  const { signal } = new AbortController();
  const error = Object.assign(new Error('queryA ETIMEOUT'), { code: 'ETIMEOUT' });
  expect(fetchFailure(error, signal, startPhaseClock())).toMatchObject({ cause: 'timeout' });
});
