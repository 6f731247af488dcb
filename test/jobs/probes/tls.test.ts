import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import { freePort } from '#test/support/global-setup';
import {
  readPem,
  resolvingHere,
  runProbe,
  serveRaw,
  serveTls,
  type Target,
  testAuthority,
} from '#test/support/probing';

function check(target: Target, timeoutMs = 3_000) {
  return runProbe('tls', { host: '127.0.0.1', authorities: testAuthority, ...target }, { timeoutMs });
}

const idle = (): void => undefined;

describe('a certificate', () => {
  test('is good with its name, its chain and enough days, and nothing stays open', async () => {
    const { port, open } = await serveTls('good', idle);
    const result = await check({ port });
    expect(result).toMatchObject({ ok: true });
    expect(result.timings.tlsMs).toBeGreaterThanOrEqual(result.timings.connectMs ?? Infinity);
    await expect.poll(() => open.size).toBe(0);
  });

  test.each([
    ['expired', 'tls-expired', /good until 20\d\d-/],
    ['future', 'tls-not-yet-valid', /not valid yet/],
    ['selfsigned', 'tls-self-signed', /nobody but itself/],
  ])('that is %s is told apart, with what it says of itself', async (name, cause, detail) => {
    const { port } = await serveTls(name, idle);
    expect(await check({ port })).toMatchObject({ ok: false, cause, detail: expect.stringMatching(detail) });
  });

  test('of another name is told apart, also by a name that is only asked for', async () => {
    const { port } = await serveTls('good', idle);
    expect(await check({ port, serverName: 'mail.example.test' })).toMatchObject({ ok: true });
    expect(await check({ port, serverName: 'example.org' })).toMatchObject({
      ok: false,
      cause: 'tls-wrong-name',
      detail: expect.stringContaining('example.test'),
    });
  });

  test('that ends sooner than wanted is expiring', async () => {
    const { port } = await serveTls('good', idle);
    const endsAt = new X509Certificate(readPem('good.pem')).validToDate.getTime();
    vi.useFakeTimers({ toFake: ['Date'], now: endsAt - 10.5 * 86_400_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await check({ port, daysLeft: 10 })).toMatchObject({ ok: true });
    const result = await check({ port, daysLeft: 11 });
    expect(result).toMatchObject({ ok: false, cause: 'tls-expiring', detail: expect.stringContaining('in 10 days') });
  });

  test('in the chain that ends before the server’s own is named', async () => {
    const { port } = await serveTls('chain', idle);
    const authorities = readPem('chain-ca.pem');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2109, 11, 31) });
    onTestFinished(() => void vi.useRealTimers());
    expect(await check({ port, authorities })).toMatchObject({
      ok: false,
      cause: 'tls-expiring',
      detail: 'The certificate of CN=Outage Ledger intermediate in its chain ends in 1 days, on 2110-01-01.',
    });
  });

  test('whose key is too small is weak', async () => {
    const { port } = await serveTls('weak', idle, { ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(await check({ port, authorities: readPem('chain-ca.pem') })).toMatchObject({ ok: false, cause: 'tls-weak' });
  });

  test('needs those between it and its authority, and the authority to be trusted', async () => {
    const whole = await serveTls('chain', idle);
    const bare = await serveTls('chain-leaf-only', idle);
    const authorities = readPem('chain-ca.pem');
    expect(await check({ port: whole.port, authorities })).toMatchObject({ ok: true });
    expect(await check({ port: bare.port, authorities })).toMatchObject({ ok: false, cause: 'tls-incomplete' });
    expect(await check({ port: whole.port })).toMatchObject({ ok: false, cause: 'tls-untrusted' });
  });
});

test('no TLS at all, silence and a closed port are told apart', async () => {
  const plain = await serveRaw((socket) => socket.resume().end('220 hello\r\n'));
  const silent = await serveRaw((socket) => void socket.resume());
  expect(await check({ port: plain.port })).toMatchObject({ ok: false, cause: 'tls-failed' });
  expect(await check({ port: silent.port }, 150)).toMatchObject({ ok: false, cause: 'timeout' });
  expect(await check({ port: await freePort() })).toMatchObject({ ok: false, cause: 'refused' });
  for (const { open } of [plain, silent]) await expect.poll(() => open.size).toBe(0);
});

test('whatever a handshake is answered with, the result has a known cause', async () => {
  let bytes = Buffer.alloc(0);
  const { port } = await serveRaw((socket) => void socket.once('data', () => socket.end(bytes)));
  const head = fc.constantFrom([], [22, 3, 3, 0, 80, 2, 0, 0, 76, 3, 3], [21, 3, 3, 0, 2], [23, 3, 3, 0xff, 0xff]);
  await fc.assert(
    fc.asyncProperty(head, fc.uint8Array({ maxLength: 200 }), async (start, rest) => {
      bytes = Buffer.from([...start, ...rest]);
      const result = await runProbe('tls', { host: 'x.test', port }, { timeoutMs: 500, resolve: resolvingHere });
      expect(!result.ok && isProbeCause(result.cause)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
