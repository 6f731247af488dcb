import { createSecureServer, createServer, type ServerHttp2Stream } from 'node:http2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import { decodeHealthResponse, encodeHealthRequest } from '#lib/grpc-health';
import { freePort } from '#test/support/global-setup';
import {
  certificateOf,
  type RunningServer,
  runProbe,
  serve,
  serveRaw,
  serveTls,
  type Target,
  testAuthority,
} from '#test/support/probing';

function check(port: number, target: Target = {}, timeoutMs = 3_000) {
  return runProbe('grpc', { host: '127.0.0.1', port, tls: false, ...target }, { timeoutMs });
}

type Answer = (stream: ServerHttp2Stream, request: { readonly body: Buffer; readonly path: string }) => void;

/** A server of HTTP/2 that reads each call to its end, and answers as told. */
async function serveCalls(answer: Answer, tls = false): Promise<RunningServer> {
  const server = tls ? createSecureServer(certificateOf('good')) : createServer();
  server.on('stream', async (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    answer(stream, { body: Buffer.concat(chunks), path: String(headers[':path']) });
  });
  server.on('sessionError', () => undefined);
  return serve(server);
}

function reply(stream: ServerHttp2Stream, message: Uint8Array, status = '0'): void {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.end(Buffer.concat([header, message]));
}

const serving: Answer = (stream) => reply(stream, Buffer.from([8, 1]));

function failing(status: string): Answer {
  return (stream) => {
    stream.respond({ ':status': 200, 'grpc-status': status, 'grpc-message': 'sorry' }, { endStream: true });
  };
}

describe('a gRPC server', () => {
  test('is good when it says that it serves, and nothing stays open', async () => {
    const seen: unknown[] = [];
    const { port, open } = await serveCalls((stream, { body, path }) => {
      seen.push(path, body.toString('hex'));
      serving(stream, { body, path });
    });
    expect(await check(port, { service: 'a.B' })).toMatchObject({ ok: true });
    expect(await check(port)).toMatchObject({ ok: true });
    expect(seen).toEqual([
      '/grpc.health.v1.Health/Check',
      '00000000050a03612e42',
      '/grpc.health.v1.Health/Check',
      '0000000000',
    ]);
    await expect.poll(() => open.size).toBe(0);
  });

  test('is encrypted unless told otherwise, and then the certificate must hold', async () => {
    const { port } = await serveCalls(serving, true);
    expect(await check(port, { tls: undefined, authorities: testAuthority })).toMatchObject({ ok: true });
    expect(await check(port, { tls: true })).toMatchObject({ ok: false, cause: 'tls-incomplete' });
    const old = await serveTls('good', (socket) => socket.end());
    expect(await check(old.port, { tls: true, authorities: testAuthority })).toMatchObject({
      cause: 'upgrade-refused',
    });
  });
});

describe('failures are told apart', () => {
  test.each([
    [Buffer.from([8, 2]), 'not-serving'],
    [Buffer.from([8, 3]), 'service-unknown'],
    [Buffer.from([]), 'not-serving'],
    [Buffer.from([8, 9]), 'protocol'],
    [Buffer.from([8]), 'protocol'],
    [Buffer.alloc(10_000), 'too-large'],
  ])('the answer %o is %s', async (message, cause) => {
    const { port } = await serveCalls((stream) => reply(stream, message));
    expect(await check(port)).toMatchObject({ ok: false, cause });
  });

  test.each([
    ['5', 'service-unknown'],
    ['12', 'capability-missing'],
    ['14', 'not-serving'],
    ['16', 'login-refused'],
    ['13', 'unexpected-code'],
  ])('the gRPC status %s is %s', async (status, cause) => {
    const { port } = await serveCalls(failing(status));
    expect(await check(port)).toMatchObject({ ok: false, cause, detail: expect.stringContaining('sorry') });
  });

  test('another HTTP status, HTTP/1, silence, a closed port and a stream that is cut', async () => {
    const missing = await serveCalls((stream) => stream.respond({ ':status': 404 }, { endStream: true }));
    const old = await serveRaw((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const silent = await serveRaw((socket) => void socket.resume());
    const cut = await serveCalls((stream) => {
      stream.respond({ ':status': 200 });
      stream.close(8);
    });
    expect(await check(missing.port)).toMatchObject({ ok: false, cause: 'unexpected-code' });
    expect(await check(old.port)).toMatchObject({ ok: false, cause: 'protocol' });
    expect(await check(silent.port, {}, 150)).toMatchObject({ ok: false, cause: 'timeout' });
    expect(await check(await freePort())).toMatchObject({ ok: false, cause: 'refused' });
    expect(await check(cut.port)).toMatchObject({ ok: false });
    for (const { open } of [missing, old, silent, cut]) await expect.poll(() => open.size).toBe(0);
  });

  test('an answer that trickles for ever ends at the deadline', async () => {
    const { port } = await serveCalls((stream) => {
      stream.respond({ ':status': 200 });
      const timer = setInterval(() => stream.write('.'), 10);
      stream.on('close', () => clearInterval(timer));
    });
    const startedAt = performance.now();
    expect(await check(port, {}, 200)).toMatchObject({ ok: false, cause: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

test('whatever bytes a server sends, the result has a known cause', async () => {
  let bytes = Buffer.alloc(0);
  const { port } = await serveRaw((socket) => void socket.once('data', () => socket.end(bytes)));
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
  const head = fc.constantFrom(
    [],
    settings,
    [...settings, 0, 0, 4, 1, 5, 0, 0, 0, 1],
    [...settings, 0, 0, 8, 7, 0, 0, 0],
  );
  await fc.assert(
    fc.asyncProperty(head, fc.uint8Array({ maxLength: 200 }), async (start, rest) => {
      bytes = Buffer.from([...start, ...rest]);
      const result = await check(port, {}, 500);
      expect(!result.ok && isProbeCause(result.cause)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('any message is read without throwing, and a long name is written with its length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (message) => {
      const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
      expect(decodeHealthResponse(frame) ?? 'UNKNOWN').toMatch(/^(UNKNOWN|SERVING|NOT_SERVING|SERVICE_UNKNOWN)$/);
      decodeHealthResponse(Buffer.from(message));
    }),
  );
  const known = Buffer.from('0000000009120568656c6c6f0801', 'hex');
  expect(decodeHealthResponse(known)).toBe('SERVING');
  expect(encodeHealthRequest('x'.repeat(300)).subarray(0, 8).toString('hex')).toBe('000000012f0aac02');
});
