import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { isProbeCause } from '#domain/watching/probe-cause';
import { checkPolicy } from '#lib/address-policy';
import { freePort } from '#test/support/global-setup';
import {
  certificateOf,
  type RunningServer,
  resolvingHere,
  runProbe,
  serve,
  serveRaw,
  type Target,
  testAuthority,
} from '#test/support/probing';

function check(port: number, target: Target = {}, timeoutMs = 3_000) {
  return runProbe('websocket', { url: `ws://127.0.0.1:${port}/live`, ...target }, { timeoutMs });
}

/** A server that takes every WebSocket, behind TLS or not. */
async function serveSockets(
  onSocket: (socket: WebSocket, headers: object) => void,
  tls = false,
): Promise<RunningServer> {
  const server = tls ? createTlsServer(certificateOf('good')) : createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: (offered) => offered.values().next().value ?? false });
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => undefined);
    onSocket(socket, request.headers);
  });
  return serve(server);
}

const echo = (socket: WebSocket): void => void socket.on('message', (data) => socket.send(`you said ${data}`));

/** Takes the handshake as RFC 6455 wants it, and then sends these bytes. */
function serveFrames(bytes: () => Uint8Array): Promise<RunningServer> {
  const server = createServer();
  server.on('upgrade', (request, socket: Socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = [
      'HTTP/1.1 101 Switching',
      'upgrade: websocket',
      'connection: upgrade',
      `sec-websocket-accept: ${accept}`,
    ];
    socket.resume();
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.end(bytes());
  });
  return serve(server);
}

describe('a WebSocket', () => {
  test('is good when the handshake is, and nothing stays open', async () => {
    const { port, open } = await serveSockets(echo);
    expect(await check(port)).toMatchObject({ ok: true });
    await expect.poll(() => open.size).toBe(0);
  });

  test('says what it is told to say, and waits among other messages for the expected one', async () => {
    const { port } = await serveSockets((socket) => {
      socket.send('welcome');
      echo(socket);
    });
    expect(await check(port, { send: 'ping', expect: 'said ping' })).toMatchObject({ ok: true });
  });

  test('is encrypted with wss, and then the certificate must hold', async () => {
    const { port } = await serveSockets(echo, true);
    const url = `wss://live.example.test:${port}/`;
    const target = { url, send: 'x', expect: 'said x', authorities: testAuthority };
    expect(await runProbe('websocket', target, { resolve: resolvingHere })).toMatchObject({ ok: true });
    expect(await runProbe('websocket', { url }, { resolve: resolvingHere })).toMatchObject({ cause: 'tls-incomplete' });
    expect(await check(port, { url: `wss://[::1]:${port}` })).toMatchObject({ ok: false, cause: 'refused' });
  });

  test('carries headers, secret ones, a token and the subprotocols, of which the server must choose', async () => {
    const seen: object[] = [];
    const { port } = await serveSockets((_socket, headers) => void seen.push(headers));
    const target = { headers: { Origin: 'https://x.test' }, secretHeaders: { 'X-Api-Key': 'k' }, token: 't' };
    expect(await check(port, { ...target, subprotocols: ['chat.v1', 'chat.v2'] })).toMatchObject({ ok: true });
    expect(seen).toMatchObject([
      {
        origin: 'https://x.test',
        'x-api-key': 'k',
        authorization: 'Bearer t',
        'sec-websocket-protocol': 'chat.v1,chat.v2',
      },
    ]);
  });
});

describe('failures are told apart', () => {
  test('an ordinary answer, a redirect, a wrong handshake', async () => {
    const plain = await serve(createServer((_request, response) => response.end('hello')));
    let redirected = 0;
    const aim = await serve(createServer(() => void redirected++));
    const location = `http://127.0.0.1:${aim.port}/`;
    const redirect = await serve(createServer((_request, response) => response.writeHead(302, { location }).end()));
    const wrong = await serveRaw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n');
      });
    });
    for (const { port } of [plain, redirect, wrong]) {
      expect(await check(port, {}, 1_000)).toMatchObject({ ok: false, cause: 'upgrade-refused' });
    }
    expect(redirected).toBe(0);
    for (const { open } of [plain, redirect, wrong]) await expect.poll(() => open.size).toBe(0);
  });

  test('closed, refused, silent', async () => {
    const closing = await serveSockets((socket) => socket.close(1_011));
    const silent = await serveRaw((socket) => void socket.resume());
    expect(await check(closing.port, { expect: 'x' })).toMatchObject({
      ok: false,
      cause: 'keyword-missing',
      detail: expect.stringContaining('1011'),
    });
    expect(await check(await freePort())).toMatchObject({ ok: false, cause: 'refused' });
    expect(await check(silent.port, {}, 150)).toMatchObject({ ok: false, cause: 'timeout' });
    const other = await serveSockets((socket) => socket.send('bye'));
    expect(await check(other.port, { expect: 'pong' }, 200)).toMatchObject({
      cause: 'timeout',
      detail: '“pong” did not come within the time allowed.',
    });
    for (const { open } of [closing, silent, other]) await expect.poll(() => open.size).toBe(0);
  });

  test('messages without end, a message that is too long, and pings without end', async () => {
    const chatty = await serveSockets((socket) => {
      const push = (): void => {
        for (let n = 0; n < 50; n += 1) socket.send('x'.repeat(10_000));
        if (socket.readyState === socket.OPEN) setImmediate(push);
      };
      push();
    });
    const long = await serveSockets((socket) => socket.send('x'.repeat(2_000_000)));
    const pinging = await serveSockets((socket) => {
      const push = (): void => {
        for (let n = 0; n < 500; n += 1) socket.ping('x'.repeat(100));
        if (socket.readyState === socket.OPEN) setImmediate(push);
      };
      push();
    });
    for (const { port } of [chatty, long, pinging]) {
      expect(await check(port, { expect: 'needle' })).toMatchObject({ ok: false, cause: 'too-large' });
    }
  });

  test('an address that the policy forbids', async () => {
    const { port, open } = await serveSockets(echo);
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost', '0.0.0.0', '127.1']) {
      const target = { url: `ws://${host}:${port}/` };
      expect(await runProbe('websocket', target, { policy: checkPolicy([]) }), host).toMatchObject({
        cause: 'address-refused',
      });
    }
    expect(open.size).toBe(0);
  });
});

test('whatever a server answers before and after the handshake, the result has a known cause', async () => {
  let bytes = Buffer.alloc(0);
  const liar = await serveRaw((socket) => void socket.once('data', () => socket.end(bytes)));
  const frames = await serveFrames(() => bytes);
  const head = fc.constantFrom(
    'HTTP/1.1 101 X\r\nupgrade: websocket\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
    '\u0081\u007f',
    '',
  );
  await fc.assert(
    fc.asyncProperty(head, fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (start, rest, isAfter) => {
      bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
      const result = await check(isAfter ? frames.port : liar.port, { expect: 'x' }, 500);
      if (!result.ok) expect(isProbeCause(result.cause)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test.each([
  { url: 'http://x.test' },
  { url: 'ws://user:pass@x.test' },
  { headers: { 'Sec-WebSocket-Key': 'x' } },
  { headers: { Authorization: 'Basic x' } },
  { headers: { x: 'a\r\nb' } },
  { subprotocols: ['a b'] },
])('a target with %o is misconfigured', async (part) => {
  expect(await check(1, part)).toMatchObject({ ok: false, cause: 'misconfigured' });
});
