import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AddressPolicy, checkPolicy, refusalOfAddress, refusalOfUrl, subscriberPolicy } from '#lib/address-policy';
import { type GuardedAnswer, guardedFetch } from '#lib/guarded-fetch';
import type { Resolve } from '#lib/guarded-socket';

let server: Server;
let port: number;
let hits = 0;
let reached: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1;
    reached.push(request.socket.localAddress);
    response.end('the secret');
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

function ask(url: string, policy: AddressPolicy, resolve?: Resolve): Promise<GuardedAnswer> {
  return guardedFetch({
    url: new URL(url),
    method: 'GET',
    policy,
    signal: AbortSignal.timeout(3_000),
    bodyLimit: 1_000,
    ...(resolve ? { resolve } : {}),
  });
}

const LOOPBACK_SPELLINGS = [
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '127.1',
  '0177.0.0.1',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::127.0.0.1]',
  '[::127.0.0.1]',
  '①②⑦.0.0.1',
  '127。0。0。1',
  'localhost',
  'LOCALHOST',
];

describe.each([
  ['health checks', checkPolicy([])],
  ['subscribers', subscriberPolicy([])],
] as const)('addresses of %s', (_name, policy) => {
  test.each(LOOPBACK_SPELLINGS)('%s never reaches this machine', async (host) => {
    hits = 0;
    const answer = await ask(`http://${host}:${port}/`, policy);
    expect(answer).toMatchObject({ ok: false, cause: 'address-refused' });
    expect(hits).toBe(0);
  });

  test.each([
    '10.0.0.1',
    '172.16.3.4',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '169.254.1.1',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[2002:7f00:1::]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[5f00::1]',
    '[ff02::1]',
    '[100::1]',
  ])('%s is refused without a connection, and the sentence says what to do', async (host) => {
    const url = new URL(`https://${host}/`);
    const refusal = refusalOfUrl(url, policy);
    expect(refusal).toMatch(/metadata address|name its range in (PROBE|WEBHOOK)_ALLOW_CIDRS/);
    expect(await ask(url.href, policy)).toMatchObject({ ok: false, cause: 'address-refused' });
  });

  test.each([
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'ftp://example.com/',
    'data:text/plain,x',
    'jar:http://x!/',
    'unix:/run/x',
  ])('%s is no address to ask', async (url) => {
    expect(await ask(url, policy)).toMatchObject({ ok: false, cause: 'address-refused' });
  });

  test('a name or password before the host is refused', async () => {
    expect(await ask('https://user:secret@example.com/', policy)).toMatchObject({
      ok: false,
      cause: 'address-refused',
    });
  });

  test('a name that leads to a public and to a private address is refused as a whole', async () => {
    hits = 0;
    const mixed: Resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '::1', family: 6 },
    ];
    expect(await ask(`https://mixed.test:443/`, policy, mixed)).toMatchObject({ ok: false, cause: 'address-refused' });
    expect(hits).toBe(0);
  });

  test('a name of this machine with a final dot does not reach it either', async () => {
    hits = 0;
    expect(await ask(`http://localhost.:${port}/`, policy)).toMatchObject({ ok: false });
    expect(hits).toBe(0);
  });
});

describe('allowed ranges', () => {
  test('a range that is named is reached, and nothing beside it', async () => {
    const policy = checkPolicy(['127.0.0.0/8']);
    expect(await ask(`http://127.0.0.1:${port}/`, policy)).toMatchObject({ ok: true, status: 200 });
    expect(await ask(`http://[::ffff:127.0.0.1]:${port}/`, policy)).toMatchObject({ ok: true });
    expect(await ask(`http://[::1]:${port}/`, policy)).toMatchObject({ ok: false, cause: 'address-refused' });
  });

  test('a range of IPv4 may be written as IPv6, and one that only begins like it allows no IPv4', () => {
    const place = new URL('http://x.test/');
    expect(refusalOfAddress('10.1.2.3', place, checkPolicy(['::ffff:10.0.0.0/104']))).toBeUndefined();
    expect(refusalOfAddress('172.16.0.1', place, checkPolicy(['::ffff:10.0.0.0/104']))).toMatch(/not a public address/);
    expect(refusalOfAddress('10.1.2.3', place, checkPolicy(['::/0']))).toMatch(/not a public address/);
    expect(refusalOfAddress('10.1.2.3', place, checkPolicy(['10.99.99.99/8']))).toBeUndefined();
  });

  test('metadata addresses stay refused, whatever is allowed', () => {
    const policy = checkPolicy(['0.0.0.0/0', '::/0']);
    const spellings = ['169.254.169.254', '::ffff:169.254.169.254', '64:ff9b::169.254.169.254', 'fd00:ec2::254%eth0'];
    const others = ['169.254.170.2', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::23', 'fd20:ce::254'];
    for (const address of [...spellings, ...others]) {
      expect(refusalOfAddress(address, new URL('http://x.test/'), policy)).toMatch(/metadata/);
    }
  });

  test('the one metadata address among public ones is refused though nothing is allowed', () => {
    expect(refusalOfAddress('168.63.129.16', new URL('http://x.test/'), checkPolicy([]))).toMatch(/metadata/);
  });

  test('a name that rebinds is looked up once, and the connection goes where that answer said', async () => {
    reached = [];
    let lookups = 0;
    const rebinding: Resolve = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    };
    const policy = checkPolicy(['127.0.0.2/32']);
    expect(await ask(`http://rebind.test:${port}/`, policy, rebinding)).toMatchObject({ ok: true });
    expect(reached).toEqual(['::ffff:127.0.0.2']);
    expect(await ask(`http://rebind.test:${port}/`, policy, rebinding)).toMatchObject({
      ok: false,
      cause: 'address-refused',
    });
    expect(reached).toHaveLength(1);
  });
});

describe('subscribers’ addresses', () => {
  const policy = subscriberPolicy(['10.0.0.0/8']);
  const judge = (url: string, address: string) => refusalOfAddress(address, new URL(url), policy);

  test('are https on 443 or 80, unless their range is named', () => {
    expect(judge('https://hooks.test/', '93.184.216.34')).toBeUndefined();
    expect(judge('http://hooks.test/', '93.184.216.34')).toMatch(/https/);
    expect(judge('https://hooks.test:22/', '93.184.216.34')).toMatch(/Port 22/);
    expect(judge('http://hooks.test:8080/', '10.1.2.3')).toBeUndefined();
  });

  test('health checks may use any port of a public address', () => {
    expect(refusalOfAddress('93.184.216.34', new URL('http://x.test:8080/'), checkPolicy([]))).toBeUndefined();
  });
});
