import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import { certificateOf, runProbe, serveRaw, serveTls, type Target, testAuthority } from '#test/support/probing';

const LOGIN = { username: 'probe', password: 'secret' };

function check(target: Target, timeoutMs = 4_000) {
  return runProbe('pop3', { host: '127.0.0.1', authorities: testAuthority, ...target }, { timeoutMs });
}

interface Script {
  readonly offers?: string;
  readonly instead?: (line: string) => string | undefined;
}

/** A strict POP3 server with one account. */
function talk(script: Script, encrypted: boolean): (socket: Socket) => void {
  return (socket) => {
    socket.write('+OK ready\r\n');
    converse(socket, script, encrypted);
  };
}

function converse(socket: Socket, script: Script, encrypted: boolean): void {
  let buffer = '';
  let signedIn = false;
  const answer = (line: string): string => {
    if (line === 'CAPA') return script.offers ?? `+OK\r\nUSER\r\n${encrypted ? '' : 'STLS\r\n'}.\r\n`;
    if (line === 'STLS' && !encrypted) return '+OK begin\r\n';
    if (line.startsWith('USER ') && encrypted) return '+OK\r\n';
    if (line.startsWith('PASS ') && encrypted) {
      signedIn = line === 'PASS secret';
      return signedIn ? '+OK\r\n' : `-ERR [AUTH] no ${line}\r\n`;
    }
    if (line === 'STAT' && signedIn) return '+OK 0 0\r\n';
    return line === 'QUIT' ? '+OK\r\n' : '-ERR what?\r\n';
  };
  const listen = (bytes: Buffer): void => {
    buffer += bytes.toString();
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      const said = script.instead?.(line) ?? answer(line);
      socket.write(said);
      if (line === 'STLS' && said === '+OK begin\r\n') {
        socket.off('data', listen);
        const secure = new TLSSocket(socket, { isServer: true, ...certificateOf('good') });
        secure.on('error', () => undefined);
        converse(secure, script, true);
        return;
      }
    }
  };
  socket.on('data', listen);
}

test('a POP3 server is good with TLS or STLS, with and without a login', async () => {
  const tls = await serveTls('good', talk({}, true));
  const stls = await serveRaw(talk({}, false));
  for (const target of [
    { port: tls.port },
    { port: stls.port, security: 'starttls' },
    { port: stls.port, security: 'none', authorities: undefined },
  ]) {
    expect(await check(target)).toMatchObject({ ok: true });
    if (target.security !== 'none') expect(await check({ ...target, ...LOGIN })).toMatchObject({ ok: true });
  }
});

test('a server that does not know CAPA may know STLS', async () => {
  const { port } = await serveRaw(talk({ offers: '-ERR unknown\r\n' }, false));
  expect(await check({ port, security: 'starttls', ...LOGIN })).toMatchObject({ ok: true });
});

test('a wrong password is refused without a word of it told on', async () => {
  const { port } = await serveTls('good', talk({}, true));
  const refused = await check({ port, ...LOGIN, password: 'hunter2' });
  expect(refused).toMatchObject({ cause: 'login-refused', detail: 'The server refused PASS (AUTH).' });
});

test('failures are told apart', async () => {
  const none = { security: 'none', authorities: undefined };
  const away = await serveRaw((socket) => void socket.write('-ERR [SYS/TEMP] try later\r\n'));
  expect(await check({ port: away.port, ...none })).toMatchObject({
    cause: 'not-serving',
    detail: expect.stringMatching(/try later/),
  });
  const other = await serveRaw((socket) => void socket.write('* OK IMAP\r\n'));
  expect(await check({ port: other.port, ...none })).toMatchObject({ cause: 'protocol' });
  const without = await serveRaw(talk({ offers: '+OK\r\nUSER\r\n.\r\n' }, false));
  expect(await check({ port: without.port, security: 'starttls' })).toMatchObject({ cause: 'starttls-missing' });
  const clear = await serveRaw(
    talk({ instead: (line) => (line === 'STLS' ? '+OK begin\r\n+OK\r\n' : undefined) }, false),
  );
  expect(await check({ port: clear.port, security: 'starttls', ...LOGIN })).toMatchObject({ cause: 'protocol' });
  const endless = await serveRaw(talk({ offers: `+OK\r\n${'X\r\n'.repeat(500)}` }, false));
  expect(await check({ port: endless.port, security: 'starttls' })).toMatchObject({ cause: 'too-large' });
  const silent = await serveRaw(() => undefined);
  expect(await check({ port: silent.port, ...none }, 150)).toMatchObject({ cause: 'timeout' });
});

test('whatever bytes come, the result has a known cause', async () => {
  let bytes = Buffer.alloc(0);
  const { port } = await serveRaw((socket) => socket.end(bytes));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('+OK\r\n', '+OK\r\n+OK\r\nSTLS\r\n.\r\n', '-', ''),
      fc.uint8Array({ maxLength: 100 }),
      async (start, rest) => {
        bytes = Buffer.concat([Buffer.from(start), rest]);
        const result = await check({ port, security: 'starttls' }, 200);
        if (!result.ok) expect(isProbeCause(result.cause)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  { ...LOGIN, username: 'a\r\nDELE 1' },
  { ...LOGIN, password: 'a\nDELE 1' },
  { ...LOGIN, security: 'none' },
])('a target with %j is misconfigured', async (part) => {
  expect(await check({ port: 1, ...part })).toMatchObject({ ok: false, cause: 'misconfigured' });
});
