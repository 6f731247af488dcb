import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { PROBE_CAUSES } from '#domain/watching/probe-cause';
import type { ProbeResult } from '#domain/watching/probe-result';
import { probe } from '#jobs/probes/probe';
import { checkPolicy } from '#lib/address-policy';
import type { Resolve } from '#lib/guarded-socket';
import { freePort } from '#test/support/global-setup';
import { httpTarget, rawTarget, type Target } from '#test/support/http-target';
import { certificateOf, readPem, serve, testAuthority } from '#test/support/probing';

const policy = checkPolicy(['127.0.0.0/8', '::1/128']);
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const target of open.splice(0)) await target.close();
});

async function serving(listener: RequestListener): Promise<Target> {
  const target = await httpTarget(listener);
  open.push(target);
  return target;
}

function check(target: Record<string, unknown>, timeoutMs = 5_000, resolve?: Resolve): Promise<ProbeResult> {
  return probe(
    { kind: 'http', target: JSON.stringify(target), timeoutMs },
    { policy, ...(resolve ? { resolve } : {}) },
  );
}

test('an answer as expected is good, with the time of its phases', async () => {
  const { url } = await serving((_request, response) => response.end('hello'));
  const result = await check({ url, keyword: 'ell' });
  expect(result).toMatchObject({ ok: true });
  const { lookupMs = -1, connectMs = -1, firstByteMs = -1, totalMs, tlsMs } = result.timings;
  expect(tlsMs).toBeUndefined();
  expect([0, lookupMs, connectMs, firstByteMs, totalMs]).toEqual(
    [0, lookupMs, connectMs, firstByteMs, totalMs].toSorted((a, b) => a - b),
  );
});

test('method, headers and body are sent as written, and packed answers are not asked for', async () => {
  const seen: unknown[] = [];
  const { url } = await serving(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push(
      request.method,
      request.headers['x-key'],
      request.headers['accept-encoding'],
      Buffer.concat(chunks).toString(),
    );
    response.statusCode = 201;
    response.end();
  });
  expect(await check({ url, method: 'POST', headers: { 'x-key': 'k' }, body: 'b', codes: [201] })).toMatchObject({
    ok: true,
  });
  expect(seen).toEqual(['POST', 'k', 'identity', 'b']);
});

test('a name with a password, a token or a secret header signs in', async () => {
  const seen: unknown[] = [];
  const { url } = await serving((request, response) => {
    seen.push(request.headers.authorization, request.headers['x-api-key']);
    response.end();
  });
  await check({ url, username: 'zoë', password: 'p:w' });
  await check({ url, token: 'abc', secretHeaders: { Authorization: 'Basic zzz', 'X-Api-Key': 'k' } });
  expect(seen).toEqual([`Basic ${Buffer.from('zoë:p:w').toString('base64')}`, undefined, 'Bearer abc', 'k']);
});

test.each([
  ['an unexpected code', { codes: ['200-299', 404] }, 'unexpected-code'],
  ['a missing keyword', { keyword: 'welcome', codes: [500] }, 'keyword-missing'],
  ['a keyword that must not be there', { keywordAbsent: 'sorry', codes: ['500-599'] }, 'keyword-present'],
] as const)('%s is a failure', async (_name, expectation, cause) => {
  const { url } = await serving((_request, response) => {
    response.statusCode = 500;
    response.end('sorry');
  });
  expect(await check({ url, ...expectation })).toMatchObject({ ok: false, cause });
});

const HEALTH = JSON.stringify({
  status: 'ok',
  version: 'v12',
  load: 0.4,
  debug: null,
  queues: [
    { name: 'in', length: 3, tags: ['a'] },
    { name: 'out', length: 900 },
  ],
});

test.each([
  [{ path: '$.status', equals: 'ok' }, 'ok'],
  [{ path: '$.status', differs: 'ok' }, 'json-mismatch'],
  [{ path: '$.status', contains: 'k' }, 'ok'],
  [{ path: '$.version', matches: '^v\\d+$' }, 'ok'],
  [{ path: '$.version', matches: '^\\d+$' }, 'json-mismatch'],
  [{ path: '$.load', below: 0.5 }, 'ok'],
  [{ path: '$.load', atMost: 0.3 }, 'json-mismatch'],
  [{ path: '$.status', above: 0 }, 'json-mismatch'],
  [{ path: '$.queues[*].length', below: 100 }, 'json-mismatch'],
  [{ path: "$.queues[?@.name == 'in'].length", above: 2 }, 'ok'],
  [{ path: '$.queues[0].tags', contains: 'a' }, 'ok'],
  [{ path: '$.debug', equals: null }, 'ok'],
  [{ path: '$.debug', exists: false }, 'json-mismatch'],
  [{ path: '$.error', exists: false }, 'ok'],
  [{ path: '$.error', exists: true }, 'json-missing'],
  [{ path: '$.error', equals: null }, 'json-missing'],
  [{ path: '$.queues', equals: 'x' }, 'json-mismatch'],
])('of a JSON answer, %o is %s', async (expectation, cause) => {
  const { url } = await serving((_request, response) => response.end(HEALTH));
  const result = await check({ url, json: [expectation] });
  expect(result.ok ? 'ok' : result.cause).toBe(cause);
});

test('an answer that is no JSON, or more than was read, fails an expectation of JSON', async () => {
  const { url } = await serving((request, response) => {
    response.end(
      request.url === '/deep' ? '['.repeat(900_000) : request.url === '/long' ? `"${'x'.repeat(2_000)}"` : '<p>',
    );
  });
  const json = [{ path: '$.a', equals: 1 }];
  expect(await check({ url, json })).toMatchObject({ ok: false, cause: 'json-invalid' });
  expect(await check({ url: `${url}/deep`, json })).toMatchObject({ ok: false, cause: 'json-invalid' });
  expect(await check({ url: `${url}/long`, json, bodyLimit: 1_000 })).toMatchObject({ ok: false, cause: 'too-large' });
});

test('an answer is read in the character set it names, and without the mark some begin with', async () => {
  const { url } = await serving((request, response) => {
    const isJson = request.url === '/json';
    response.setHeader('content-type', isJson ? 'application/json' : 'text/html; charset="ISO-8859-1"');
    response.end(isJson ? '\ufeff{"ok":true}' : Buffer.from('Messagerie en état de marche', 'latin1'));
  });
  expect(await check({ url, keyword: 'état' })).toMatchObject({ ok: true });
  expect(await check({ url: `${url}/json`, json: [{ path: '$.ok', equals: true }] })).toMatchObject({ ok: true });
  const odd = await serving((_request, response) => {
    response.setHeader('content-type', 'text/plain; charset=iso-2022-kr; charset=x');
    response.end('état');
  });
  expect(await check({ url: odd.url, keyword: 'état' })).toMatchObject({ ok: true });
});

test('twenty expectations of a million values are answered at once, and say why', async () => {
  const { url } = await serving((_request, response) => response.end(`[${'1,'.repeat(499_990)}1]`));
  const json = Array.from({ length: 20 }, () => ({ path: '$[*]', atLeast: 1 }));
  const startedAt = performance.now();
  expect(await check({ url, json })).toMatchObject({ ok: false, cause: 'too-large' });
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test('patterns are looked for as far as time allows', async () => {
  const { url } = await serving((request, response) => {
    response.end(request.url === '/long' ? `${'a'.repeat(900_000)} status: OK` : 'status: ok');
  });
  expect(await check({ url, pattern: '(?i)STATUS: *ok' })).toMatchObject({ ok: true });
  expect(await check({ url, pattern: '^ok' })).toMatchObject({ ok: false, cause: 'pattern-missing' });
  expect(await check({ url, patternAbsent: 'o.$' })).toMatchObject({ ok: false, cause: 'pattern-present' });
  expect(await check({ url, patternAbsent: 'error' })).toMatchObject({ ok: true });
  expect(await check({ url: `${url}/long`, pattern: '(a+)+: O' })).toMatchObject({ ok: false, cause: 'too-large' });
});

test('a certificate that ends too soon is a failure where days are asked for, and an own authority can be trusted', async () => {
  const server = createTlsServer(certificateOf('good'), (_request, response) => response.end('ok'));
  const { port } = await serve(server);
  const target = { url: `https://127.0.0.1:${port}/`, authorities: testAuthority };
  expect(await check({ ...target, certificateDaysLeft: 30 })).toMatchObject({ ok: true });
  vi.useFakeTimers({
    toFake: ['Date'],
    now: new X509Certificate(readPem('good.pem')).validToDate.getTime() - 86_400_000,
  });
  onTestFinished(() => void vi.useRealTimers());
  expect(await check(target)).toMatchObject({ ok: true });
  expect(await check({ ...target, certificateDaysLeft: 30 })).toMatchObject({ ok: false, cause: 'tls-expiring' });
});

test('an answer slower than the limit is a failure, though it is as expected', async () => {
  const { url } = await serving((_request, response) => void setTimeout(() => response.end('ok'), 60));
  expect(await check({ url, latencyLimitMs: 20 })).toMatchObject({ ok: false, cause: 'too-slow' });
});

test('an answer that trickles for ever ends at the total deadline', async () => {
  const { url } = await serving((_request, response) => {
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(timer));
  });
  const startedAt = performance.now();
  expect(await check({ url }, 300)).toMatchObject({ ok: false, cause: 'timeout' });
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test('a server that accepts and says nothing, and a name server that never answers, are timeouts', async () => {
  const silent = await rawTarget(() => undefined);
  open.push(silent);
  expect(await check({ url: silent.url }, 200)).toMatchObject({ ok: false, cause: 'timeout' });
  expect(await check({ url: 'http://slow.test/' }, 200, () => new Promise(() => undefined))).toMatchObject({
    ok: false,
    cause: 'timeout',
  });
});

test('an endless answer is read up to the limit, and only a search in it fails', async () => {
  let sent = 0;
  const { url } = await serving((_request, response) => {
    const block = Buffer.alloc(64_000, 'x');
    const push = (): void => {
      while (!response.destroyed && response.write(block)) sent += block.length;
    };
    response.on('drain', push);
    push();
  });
  expect(await check({ url, bodyLimit: 200_000 })).toMatchObject({ ok: true });
  expect(await check({ url, bodyLimit: 200_000, keyword: 'needle' })).toMatchObject({ ok: false, cause: 'too-large' });
  expect(await check({ url, bodyLimit: 200_000, keywordAbsent: 'needle' })).toMatchObject({
    ok: false,
    cause: 'too-large',
  });
  expect(await check({ url, bodyLimit: 200_000, keyword: 'xxx' })).toMatchObject({ ok: true });
  expect(sent).toBeLessThan(30_000_000);
});

test('redirects are followed as far as allowed, and every hop is judged', async () => {
  const { url } = await serving((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` });
    response.end('end');
  });
  expect(await check({ url: `${url}/5`, redirects: 5, keyword: 'end' })).toMatchObject({ ok: true });
  expect(await check({ url: `${url}/6`, redirects: 5 })).toMatchObject({ ok: false, cause: 'redirect-limit' });
  expect(await check({ url: `${url}/1`, redirects: 0, codes: [302] })).toMatchObject({ ok: true });
});

test('a redirect to another scheme, a private address or a file is refused', async () => {
  for (const location of [
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'file:///etc/passwd',
    'http://user:pass@127.0.0.1/',
    'http://[::bad',
  ]) {
    const { url } = await serving((_request, response) => response.writeHead(302, { location }).end());
    // The target's own fault, and so a failure: nobody hides an outage behind an address that we do not ask.
    expect(await check({ url }), location).toMatchObject({ ok: false, cause: 'redirect-refused' });
  }
});

test('headers of the check are not sent to another host a redirect leads to', async () => {
  let key: unknown;
  const other = await serving((request, response) => {
    key = request.headers['x-key'];
    response.end();
  });
  const { url } = await serving((_request, response) => response.writeHead(307, { location: other.url }).end());
  expect(await check({ url, headers: { 'x-key': 'secret' } })).toMatchObject({ ok: true });
  expect(key).toBeUndefined();
});

test('refused, reset, unknown names and no HTTP at all are told apart', async () => {
  const reset = await rawTarget((socket) => void socket.once('data', () => socket.resetAndDestroy()));
  const rude = await rawTarget((socket) => void socket.end('220 mail ready\r\n'));
  const half = await rawTarget(
    (socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')),
  );
  const bloated = await rawTarget(
    (socket) => void socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(80_000)}\r\n\r\n`)),
  );
  open.push(reset, rude, half, bloated);
  expect(await check({ url: `http://127.0.0.1:${await freePort()}/` })).toMatchObject({ ok: false, cause: 'refused' });
  expect(await check({ url: reset.url })).toMatchObject({ ok: false, cause: 'reset' });
  expect(await check({ url: rude.url })).toMatchObject({ ok: false, cause: 'protocol' });
  expect(await check({ url: half.url })).toMatchObject({ ok: false, cause: 'reset' });
  expect(await check({ url: bloated.url })).toMatchObject({ ok: false, cause: 'too-large' });
  const unknown: Resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
  expect(await check({ url: 'http://nowhere.test/' }, 1_000, unknown)).toMatchObject({ ok: false, cause: 'dns' });
});

test('certificates that do not hold are told apart', async () => {
  const read = (name: string): string =>
    readFileSync(new URL(`../../support/certificates/${name}.pem`, import.meta.url), 'utf8');
  const key = readFileSync(new URL('../../support/certificates/server.key', import.meta.url), 'utf8');
  const trusted = getCACertificates('default');
  onTestFinished(() => setDefaultCACertificates(trusted));
  setDefaultCACertificates([...trusted, read('ca')]);
  const causes: Record<string, unknown> = {};
  for (const name of ['good', 'expired', 'future', 'wrongname', 'selfsigned']) {
    const server = createTlsServer({ key, cert: read(name) }, (_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const resolve: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const result = await check(
      { url: `https://www.example.test:${(server.address() as AddressInfo).port}/` },
      3_000,
      resolve,
    );
    causes[name] = result.ok ? 'ok' : result.cause;
    if (result.ok) expect(result.timings.tlsMs).toBeGreaterThanOrEqual(result.timings.connectMs ?? Infinity);
  }
  expect(causes).toEqual({
    good: 'ok',
    expired: 'tls-expired',
    future: 'tls-not-yet-valid',
    wrongname: 'tls-wrong-name',
    selfsigned: 'tls-self-signed',
  });
  const plain = await serving((_request, response) => response.end('ok'));
  expect(await check({ url: plain.url.replace('http:', 'https:') })).toMatchObject({ ok: false, cause: 'tls-failed' });
});

const manyHeaders = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`x-${index}`, 'value']));

test('what is stored wrongly is a misconfigured check and not a failed service', async () => {
  for (const [kind, target] of [
    ['carrier-pigeon', '{}'],
    ['http', 'not json'],
    ['http', '{"url":"file:///etc/passwd"}'],
    ['http', '{"url":"http://x.test/","redirects":9}'],
    ['http', '{"url":"http://x.test/","headers":{"a\\r\\nb":"c"}}'],
    ['http', '{"url":"http://x.test/","headers":{"Authorization":"Basic abc"}}'],
    ['http', '{"url":"http://x.test/","headers":{"Transfer-Encoding":"chunked"}}'],
    ['http', '{"url":"http://x.test/","headers":{"PRIVATE-TOKEN":"abc"}}'],
    ['http', '{"url":"http://x.test/","headers":{"X-Amz-Access-Key":"abc"}}'],
    ['http', '{"url":"http://x.test/","secretHeaders":{"x":"a\\r\\nb"}}'],
    ['http', '{"url":"http://x.test/","username":"only"}'],
    ['http', `{"url":"http://x.test/${'x'.repeat(4_000)}"}`],
    ['http', JSON.stringify({ url: 'http://x.test/', headers: manyHeaders })],
    ['http', JSON.stringify({ url: 'http://x.test/', secretHeaders: manyHeaders })],
    ['caldav', '{"url":"https://user:secret@x.test/"}'],
  ] as const) {
    expect(await probe({ kind, target, timeoutMs: 100 }, { policy })).toMatchObject({
      ok: false,
      cause: 'misconfigured',
    });
  }
});

test('whatever bytes a server sends, the probe returns a result with a known cause', async () => {
  let bytes = Buffer.alloc(0);
  const liar = await rawTarget((socket) => void socket.once('data', () => socket.end(bytes)));
  open.push(liar);
  const head = fc.constantFrom(
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 302 Found\r\nlocation: ',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/9.9 999 \r\n\r\n',
    '',
  );
  await fc.assert(
    fc.asyncProperty(head, fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
      bytes = Buffer.concat([Buffer.from(start), rest]);
      const result = await check({ url: liar.url, keyword: 'x' }, 500);
      if (!result.ok) expect(PROBE_CAUSES).toContain(result.cause);
    }),
    { numRuns: 150 },
  );
});
