import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import { runProbe, serveRaw, serveTls, type Target, testAuthority } from '#test/support/probing';
import { serveImap } from '#test/support/scripted-imap';

const LOGIN = { username: 'probe', password: 'secret' };

function check(target: Target, timeoutMs = 4_000) {
  return runProbe('imap', { host: '127.0.0.1', authorities: testAuthority, ...target }, { timeoutMs });
}

describe('a server of mailboxes', () => {
  test.each(['tls', 'starttls'] as const)('is good with %s, a login and its inbox', async (security) => {
    const lines: string[] = [];
    const { port } = await serveImap({ security, onLine: (line) => lines.push(line) });
    expect(await check({ port, security })).toMatchObject({ ok: true });
    expect(await check({ port, security, ...LOGIN })).toMatchObject({ ok: true });
    expect(lines.filter((line) => /SELECT|EXAMINE/.test(line))).toEqual([expect.stringMatching(/ EXAMINE "INBOX"$/)]);
  });

  test('that knows no AUTH=PLAIN is signed in to by LOGIN, whatever stands in the password', async () => {
    const password = 'a "quoted\\ {3}';
    const { port } = await serveImap({ offers: [], password });
    expect(await check({ port, ...LOGIN, password })).toMatchObject({ ok: true });
    expect(await check({ port, ...LOGIN, password: 'päss' })).toMatchObject({ cause: 'misconfigured' });
    const open = await serveImap({ password: 'päss' });
    expect(await check({ port: open.port, ...LOGIN, password: 'päss' })).toMatchObject({ ok: true });
  });

  test('refuses a wrong password, an unknown mailbox, or what it does not offer', async () => {
    const { port } = await serveImap();
    expect(await check({ port, ...LOGIN, password: 'wrong' })).toMatchObject({
      cause: 'login-refused',
      detail: 'The server refused the login with NO (AUTHENTICATIONFAILED).',
    });
    expect(await check({ port, ...LOGIN, mailbox: 'Nowhere' })).toMatchObject({ cause: 'command-refused' });
    expect(await check({ port, capabilities: ['IDLE'] })).toMatchObject({ cause: 'capability-missing' });
    const plain = await serveImap({
      security: 'starttls',
      instead: (line, tag) => (line === 'STARTTLS' ? `${tag} NO not today\r\n` : undefined),
    });
    expect(await check({ port: plain.port, security: 'starttls' })).toMatchObject({ cause: 'starttls-missing' });
  });
});

describe('a broken or lying server', () => {
  test('is told apart', async () => {
    const talk = (greeting: string) => serveTls('good', (socket: Socket) => void socket.write(greeting));
    expect(await check({ port: (await talk('* BYE overloaded\r\n')).port })).toMatchObject({
      cause: 'not-serving',
      detail: expect.stringMatching(/overloaded/),
    });
    expect(await check({ port: (await talk('220 mail ready\r\n')).port })).toMatchObject({ cause: 'protocol' });
    expect(await check({ port: (await talk('')).port }, 200)).toMatchObject({ cause: 'timeout' });
    const plain = await serveRaw((socket) => void socket.write('* OK ready\r\n'));
    expect(await check({ port: plain.port })).toMatchObject({ cause: 'tls-failed' });
    const old = await serveTls('good', (socket) => {
      socket.write('* OK ready\r\n');
      socket.on('data', (data) => socket.write(`* CAPABILITY IMAP2\r\n${String(data).split(' ')[0]} OK\r\n`));
    });
    expect(await check({ port: old.port })).toMatchObject({ cause: 'capability-missing' });
  });

  test.each([
    ['lines', '* 1 EXISTS\r\n'],
    ['pieces announced by their length', '* x {3}\r\nabc'],
    ['a huge piece', '* x {999999999}\r\n'],
    ['a line', 'x'.repeat(4_096)],
  ])('that sends %s without end is cut off', async (_, text) => {
    const { port, open } = await serveTls('good', (socket) => {
      socket.write('* OK ready\r\n');
      const push = (): void => {
        while (!socket.destroyed && socket.write(text));
      };
      socket.on('drain', push);
      socket.once('data', push);
    });
    const startedAt = performance.now();
    expect(await check({ port }, 3_000)).toMatchObject({ ok: false, cause: 'too-large' });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await expect.poll(() => open.size).toBe(0);
  });

  test('that repeats the password in every answer cannot make us tell it', async () => {
    const password = 'correct horse battery';
    const base64 = Buffer.from(`\0probe\0${password}`).toString('base64');
    let heard = '';
    const { port } = await serveImap({
      password: 'another',
      onLine: (line) => {
        heard = line;
      },
      instead: (_command, tag) =>
        heard === base64
          ? `A3 NO [X-${password.replaceAll(' ', '-')}] ${heard} ${password} {3}\r\nabc\r\n`
          : tag === ''
            ? ''
            : undefined,
    });
    const refused = await check({ port, ...LOGIN, password });
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).not.toMatch(/correct|horse|battery/i);
    expect(JSON.stringify(refused)).not.toContain(base64.slice(0, 12));
  });

  test('whatever bytes it sends, the result has a known cause', async () => {
    let bytes = Buffer.alloc(0);
    const { port } = await serveTls('good', (socket) => {
      socket.write('* OK\r\n');
      socket.on('data', () => socket.end(bytes));
    });
    const start = fc.constantFrom('* CAPABILITY IMAP4rev1\r\nA1 OK\r\n', '* x {5}\r\n', 'A1 ', '+ \r\n', '* ', '');
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 120 }), async (text, rest) => {
        bytes = Buffer.concat([Buffer.from(text), rest]);
        const result = await check({ port, ...LOGIN }, 300);
        if (!result.ok) expect(isProbeCause(result.cause)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  { ...LOGIN, username: 'a\r\nA9 DELETE "INBOX"' },
  { ...LOGIN, password: 'a\nb' },
  { ...LOGIN, mailbox: 'INBOX"\r\nA9 LOGOUT' },
  { ...LOGIN, mailbox: 'Boîte' },
  { ...LOGIN, security: 'none' },
  { username: 'a' },
])('a target with %j is misconfigured', async (part) => {
  expect(await check({ port: 1, ...part })).toMatchObject({ ok: false, cause: 'misconfigured' });
});
