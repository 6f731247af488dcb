import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import { certificateOf, runProbe, serve, type Target, testAuthority } from '#test/support/probing';

const LIST =
  '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>/cal/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>';

interface Dav {
  readonly dav?: string;
  readonly optionsStatus?: number;
  readonly status?: number;
  readonly body?: string | Buffer;
}

function answering({
  dav = '1, 3, calendar-access',
  optionsStatus = 200,
  status = 207,
  body = LIST,
}: Dav): RequestListener {
  return (request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(optionsStatus, { dav, location: '/elsewhere' }).end();
    else if (request.method === 'PROPFIND' && request.headers.depth === '0') response.writeHead(status).end(body);
    else response.writeHead(405).end();
  };
}

async function check(dav: Dav, target: Target = {}) {
  const { port } = await serve(createServer(answering(dav)));
  return runProbe('caldav', { url: `http://127.0.0.1:${port}/cal/`, ...target });
}

describe('a collection of a WebDAV server', () => {
  test('is good when the server offers it and lists its properties', async () => {
    expect(await check({})).toMatchObject({ ok: true });
    expect(await check({}, { calendar: true })).toMatchObject({ ok: true });
    expect(await check({ optionsStatus: 204, body: LIST.replaceAll('d:', 'D:') })).toMatchObject({ ok: true });
  });

  test('is asked for with an account over https alone', async () => {
    let seen: unknown;
    const server = createTlsServer(certificateOf('good'), (request, response) => {
      seen = request.headers.authorization;
      answering({})(request, response);
    });
    const { port } = await serve(server);
    const account = { username: 'ann', password: 'secret', authorities: testAuthority };
    expect(await runProbe('caldav', { url: `https://127.0.0.1:${port}/cal/`, ...account })).toMatchObject({ ok: true });
    expect(seen).toBe(`Basic ${Buffer.from('ann:secret').toString('base64')}`);
    expect(await check({}, { username: 'ann', password: 'secret' })).toMatchObject({ cause: 'misconfigured' });
    expect(await check({}, { username: 'ann' })).toMatchObject({ cause: 'misconfigured' });
  });

  test.each([
    [{ dav: '' }, {}, 'capability-missing'],
    [{ dav: '1, 2' }, { calendar: true }, 'capability-missing'],
    [{ optionsStatus: 401 }, {}, 'login-refused'],
    [{ status: 403 }, {}, 'login-refused'],
    [{ status: 404 }, {}, 'unexpected-code'],
    [{ status: 200 }, {}, 'unexpected-code'],
    [{ optionsStatus: 301 }, {}, 'redirect-refused'],
    [{ body: '<html>hello</html>' }, {}, 'protocol'],
    [{ body: '<d:multistatus xmlns:d="DAV:"/>' }, {}, 'protocol'],
    [{ body: '' }, {}, 'protocol'],
    [{ body: Buffer.alloc(400_000, 'x') }, {}, 'too-large'],
  ] as const)('that answers %j with %j fails as %s', async (dav, target, cause) => {
    expect(await check(dav, target)).toMatchObject({ ok: false, cause });
  });

  test('whatever it sends, the result has a known cause', async () => {
    let body = '';
    const { port } = await serve(createServer((request, response) => answering({ body })(request, response)));
    const piece = fc.oneof(
      fc.constantFrom('<multistatus>', '<response/>', '</multistatus>', '<!DOCTYPE x [<!ENTITY a "b">]>', '&a;'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        body = pieces.join('');
        const result = await runProbe('caldav', { url: `http://127.0.0.1:${port}/` }, { timeoutMs: 1_000 });
        if (!result.ok) expect(isProbeCause(result.cause)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
