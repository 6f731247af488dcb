import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import type { RunNote } from '#domain/watching/run-note';
import { checkPolicy } from '#lib/address-policy';
import { freePort } from '#test/support/global-setup';
import { runProbe, serveRaw, type Target, testAuthority } from '#test/support/probing';
import { serveSmtp } from '#test/support/smtp-target';

const LOGIN = { username: 'probe', password: 'secret' };

function check(target: Target, timeoutMs = 4_000) {
  return runProbe('smtp', { host: '127.0.0.1', authorities: testAuthority, ...target }, { timeoutMs });
}

/** A server that answers line by line from a list of rules; what no rule fits is 250. */
function scripted(rules: Readonly<Record<string, string>>, greeting = '220 ready\r\n') {
  return serveRaw((socket: Socket) => {
    socket.write(greeting);
    let buffer = '';
    socket.on('data', (bytes) => {
      buffer += bytes.toString('latin1');
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        const rule = Object.keys(rules).find((start) => line.startsWith(start));
        socket.write(rule === undefined ? '250 ok\r\n' : (rules[rule] ?? '').replaceAll('$LINE', line));
      }
    });
  });
}

describe('a mail server', () => {
  test('is good after greeting, EHLO and encryption', async () => {
    const { port } = await serveSmtp();
    const result = await check({ port });
    expect(result).toMatchObject({ ok: true });
    const { connectMs = -1, firstByteMs = -1, tlsMs = -1, totalMs } = result.timings;
    expect([connectMs, firstByteMs, tlsMs, totalMs]).toEqual(
      [connectMs, firstByteMs, tlsMs, totalMs].toSorted((a, b) => a - b),
    );
  });

  test('may be encrypted from the first byte, or not at all', async () => {
    const secure = await serveSmtp({ secure: true });
    expect(await check({ port: secure.port, security: 'tls' })).toMatchObject({ ok: true });
    const plain = await serveSmtp({ disabledCommands: ['STARTTLS'] });
    expect(await check({ port: plain.port, security: 'none', authorities: undefined })).toMatchObject({ ok: true });
    expect(await check({ port: plain.port })).toMatchObject({ ok: false, cause: 'starttls-missing' });
  });

  test('takes a login, and refuses a wrong one without a word of it told on', async () => {
    for (const authMethods of [['PLAIN'], ['LOGIN']]) {
      const { port } = await serveSmtp({ authMethods });
      expect(await check({ port, ...LOGIN })).toMatchObject({ ok: true });
      const refused = await check({ port, ...LOGIN, password: 'hunter2-wrong' });
      expect(refused).toMatchObject({ ok: false, cause: 'login-refused', detail: expect.stringMatching(/535/) });
      expect(JSON.stringify(refused)).not.toMatch(/hunter2|aHVudGVy/);
    }
    const { port } = await serveSmtp({ authMethods: ['XOAUTH2'] });
    expect(await check({ port, ...LOGIN })).toMatchObject({ cause: 'login-refused' });
  });

  test('takes a test message that says what it is', async () => {
    const { port, taken } = await serveSmtp();
    const mail = { from: 'probe@example.com', to: 'inbox@example.org' };
    expect(await check({ port, ...LOGIN, ...mail })).toMatchObject({ ok: true });
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatch(/^Subject: outageledgerprobe probe\d{13}x[0-9a-f]{32}\r$/m);
    expect(taken[0]).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    const full = await serveSmtp({ onRcptTo: (_address, _session, callback) => callback(new Error('mailbox full')) });
    expect(await check({ port: full.port, ...mail })).toMatchObject({
      ok: false,
      cause: 'mail-refused',
      detail: expect.stringMatching(/recipient.*mailbox full/),
    });
  });

  test('tells whoever watches the run of each step', async () => {
    const { port } = await serveSmtp();
    const steps: string[] = [];
    const target = { host: '127.0.0.1', port, authorities: testAuthority, ...LOGIN, from: 'a@b.test', to: 'c@d.test' };
    const note = (one: RunNote): void => {
      if (one.kind === 'expectation') steps.push(one.what);
    };
    await runProbe('smtp', { ...target, capabilities: ['8BITMIME'] }, { note });
    expect(steps).toEqual(['greeting', 'encryption', 'login', 'offers 8BITMIME', 'test message']);
  });

  test('must offer what is expected of it', async () => {
    const { port } = await serveSmtp();
    expect(await check({ port, capabilities: ['pipelining'] })).toMatchObject({ ok: true });
    expect(await check({ port, capabilities: ['CHUNKING', 'X-NONE'] })).toMatchObject({
      cause: 'capability-missing',
      detail: expect.stringMatching(/CHUNKING/),
    });
  });

  test('with a certificate that does not hold is a failure', async () => {
    const { port } = await serveSmtp();
    expect(await check({ port, authorities: undefined })).toMatchObject({ ok: false, cause: 'tls-incomplete' });
  });
});

describe('a broken or lying mail server', () => {
  test('is told apart', async () => {
    const busy = await scripted({}, '421 too busy\r\n');
    const web = await serveRaw((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const silent = await serveRaw(() => undefined);
    const rude = await serveRaw((socket) => socket.resetAndDestroy());
    const none = { security: 'none', authorities: undefined };
    expect(await check({ port: busy.port, ...none })).toMatchObject({
      cause: 'unexpected-code',
      detail: expect.stringMatching(/421.*too busy/),
    });
    expect(await check({ port: web.port, ...none })).toMatchObject({ cause: 'protocol' });
    expect(await check({ port: silent.port, ...none }, 200)).toMatchObject({ cause: 'timeout' });
    expect(await check({ port: rude.port, ...none })).toMatchObject({ cause: 'reset' });
    expect(await check({ port: await freePort(), ...none })).toMatchObject({ cause: 'refused' });
    expect(await check({ port: silent.port, ...none, latencyLimitMs: 1 }, 100)).toMatchObject({ cause: 'timeout' });
    for (const { open } of [busy, web, silent, rude]) await expect.poll(() => open.size).toBe(0);
  });

  test.each([
    ['a greeting of endless lines', (socket: Socket) => pour(socket, '220-more\r\n'.repeat(1_000))],
    ['a line without end', (socket: Socket) => pour(socket, 'x'.repeat(4_096))],
    ['a greeting without end, letter by letter', (socket: Socket) => trickle(socket)],
  ])('%s ends in bounded bytes and time', async (_, talk) => {
    const { port, open } = await serveRaw(talk);
    const startedAt = performance.now();
    const result = await check({ port, security: 'none', authorities: undefined }, 600);
    expect(['too-large', 'timeout']).toContain(result.ok ? 'ok' : result.cause);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await expect.poll(() => open.size).toBe(0);
  });

  test('that goes on in clear after STARTTLS is not believed', async () => {
    const { port } = await scripted({
      EHLO: '250-x\r\n250 STARTTLS\r\n',
      STARTTLS: '220 go\r\n250-x\r\n250 AUTH PLAIN\r\n',
    });
    expect(await check({ port, ...LOGIN })).toMatchObject({
      ok: false,
      cause: 'protocol',
      detail: expect.stringMatching(/in clear/),
    });
  });

  test('is never asked at an address that the policy forbids', async () => {
    const { port, open } = await scripted({});
    const asked: Socket[] = [];
    for (const socket of open) asked.push(socket);
    const target = { host: '127.0.0.1', port, security: 'none' };
    expect(await runProbe('smtp', target, { policy: checkPolicy([]) })).toMatchObject({ cause: 'address-refused' });
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(
      await runProbe('smtp', { ...target, host: 'mail.test' }, { policy: checkPolicy([]), resolve }),
    ).toMatchObject({ cause: 'address-refused' });
    expect(asked).toEqual([]);
  });

  test('whatever bytes it sends, the result has a known cause', async () => {
    let bytes = Buffer.alloc(0);
    const { port } = await serveRaw((socket) => {
      socket.write(bytes.subarray(0, 20));
      socket.on('data', () => socket.end(bytes.subarray(20)));
    });
    const start = fc.constantFrom(
      '220 ok\r\n250 ok\r\n',
      '220 x\r\n250-STARTTLS\r\n',
      '220-',
      '250 AUTH PLAIN\r\n',
      '',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 120 }), async (text, rest) => {
        bytes = Buffer.concat([Buffer.from(text), rest]);
        const result = await check({ port, ...LOGIN, from: 'a@b.test', to: 'a@b.test' }, 150);
        if (!result.ok) expect(isProbeCause(result.cause)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  { username: 'a\r\nMAIL FROM:<x@y.test>', password: 'b' },
  { username: 'a', password: 'b\nQUIT' },
  { username: 'a' },
  { password: 'b' },
  { ...LOGIN, security: 'none' },
  { from: 'a@b.test' },
  { from: 'a@b.test>\r\nDATA', to: 'c@d.test' },
  { from: 'a@b.test, x@y.test', to: 'c@d.test' },
  { capabilities: ['A B'] },
])('a target with %j is misconfigured, and nobody is asked', async (part) => {
  const { port, open } = await scripted({});
  expect(await check({ port, ...part })).toMatchObject({ ok: false, cause: 'misconfigured' });
  expect(open.size).toBe(0);
});

function pour(socket: Socket, text: string): void {
  const push = (): void => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', push);
  push();
}

function trickle(socket: Socket): void {
  socket.write('220-');
  const timer = setInterval(() => socket.write('x'), 10);
  socket.on('close', () => clearInterval(timer));
}
