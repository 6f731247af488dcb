import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkPolicy } from '#lib/address-policy';
import { CHECK_TARGETS } from '#lib/check-targets/check-target';
import type { Resolve } from '#lib/guarded-socket';
import { runProbe, type Target } from '#test/support/probing';

let server: Server;
let datagrams: UdpSocket;
let port: number;
let pings: string;
/** Which of our addresses anything arrived at. */
let reached: (string | undefined)[] = [];
const path = process.env['PATH'];

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    reached.push(socket.localAddress?.replace('::ffff:', ''));
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  port = (server.address() as AddressInfo).port;
  datagrams = createSocket('udp4', () => reached.push('datagram'));
  await new Promise<void>((resolve) => datagrams.bind(port, '0.0.0.0', resolve));
  pings = mkdtempSync(join(tmpdir(), 'ping-'));
  writeFileSync(join(pings, 'ping'), '#!/bin/sh\nfor last; do :; done; printf %s "$last" >&2; exit 2\n');
  chmodSync(join(pings, 'ping'), 0o755);
  process.env['PATH'] = `${pings}:${path}`;
});
beforeEach(() => {
  reached = [];
});
afterAll(() => {
  server.close();
  datagrams.close();
  process.env['PATH'] = path;
  rmSync(pings, { recursive: true });
});

/** How each kind that connects to something is told where. */
const AIMED: Readonly<Record<string, (host: string) => Target>> = {
  http: (host) => ({ url: `http://${host}:${port}/` }),
  tcp: (host) => ({ host, port }),
  tls: (host) => ({ host, port }),
  dns: (host) => ({ name: 'x.test', resolver: host, resolverPort: port }),
  websocket: (host) => ({ url: `ws://${host}:${port}/` }),
  grpc: (host) => ({ host, port, tls: false }),
  icmp: (host) => ({ host }),
  smtp: (host) => ({ host, port, security: 'none' }),
  imap: (host) => ({ host, port, security: 'none' }),
  pop3: (host) => ({ host, port, security: 'none' }),
  'round-trip': (host) => ({
    ...{ from: 'a@example.com', to: 'b@example.com', imapUsername: 'a', imapPassword: 'b' },
    ...{ smtpHost: host, smtpPort: port, imapHost: host, imapPort: port },
  }),
  caldav: (host) => ({ url: `http://${host}:${port}/` }),
};
const kinds = Object.keys(AIMED);

const LITERALS = [
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
  '①②⑦.0.0.1',
  '127。0。0。1',
  'localhost',
  'LOCALHOST.',
  '10.0.0.1',
  '169.254.169.254',
  '[fd00:ec2::254]',
  '[fe80::1]',
];

test.each(kinds)('%s reaches this machine by no spelling of its address', async (kind) => {
  for (const host of LITERALS) {
    const result = await runProbe(kind, AIMED[kind]?.(host) ?? {}, { policy: checkPolicy([]), timeoutMs: 2_000 });
    const causes =
      host === 'LOCALHOST.' || host.includes('。') ? ['address-refused', 'dns', 'misconfigured'] : ['address-refused'];
    expect(causes, `${host}: ${JSON.stringify(result)}`).toContain(result.ok ? 'ok' : result.cause);
  }
  expect(reached).toEqual([]);
});

test.each(kinds)('%s goes to none of the addresses of a name if one of them is forbidden', async (kind) => {
  const resolve: Resolve = async () => [
    { address: '127.0.0.2', family: 4 },
    { address: '169.254.169.254', family: 4 },
  ];
  const policy = checkPolicy(['0.0.0.0/0', '::/0']);
  expect(await runProbe(kind, AIMED[kind]?.('mixed.test') ?? {}, { policy, resolve })).toMatchObject({
    ok: false,
    cause: 'address-refused',
  });
  expect(reached).toEqual([]);
});

describe('a name that rebinds after it was judged', () => {
  test.each(kinds)('takes %s nowhere else', async (kind) => {
    let lookups = 0;
    const resolve: Resolve = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    };
    const circumstances = { policy: checkPolicy(['127.0.0.2/32']), resolve, timeoutMs: 1_000 };
    const first = await runProbe(kind, AIMED[kind]?.('rebind.test') ?? {}, circumstances);
    expect(lookups).toBe(1);
    if (kind === 'icmp') expect(first).toMatchObject({ detail: expect.stringContaining('127.0.0.2') });
    else if (kind === 'dns') expect(reached).toContain('datagram');
    else expect(reached).toEqual(['127.0.0.2']);
    reached = [];
    expect(await runProbe(kind, AIMED[kind]?.('rebind.test') ?? {}, circumstances)).toMatchObject({
      ok: false,
      cause: 'address-refused',
    });
    expect(reached).toEqual([]);
  });
});

test('every kind that goes out is among those that are tried here', () => {
  expect(Object.keys(CHECK_TARGETS).filter((kind) => !kinds.includes(kind))).toEqual(['heartbeat']);
});
