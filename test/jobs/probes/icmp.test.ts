import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isOfTheTarget } from '#domain/watching/probe-cause';
import { checkPolicy } from '#lib/address-policy';
import { parsePing } from '#lib/parse-ping';
import { neverResolving, resolvingHere, runProbe, type Target } from '#test/support/probing';

/** Puts a `ping` of our own where the system looks for it; without a script there is none. */
function havingPing(script?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ping-'));
  const before = process.env['PATH'];
  process.env['PATH'] = script === undefined ? folder : `${folder}:${before}`;
  onTestFinished(() => {
    process.env['PATH'] = before;
    rmSync(folder, { recursive: true });
  });
  if (script !== undefined) {
    writeFileSync(join(folder, 'ping'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'ping'), 0o755);
  }
  return folder;
}

function printing(text: string, code = 0): string {
  return `cat <<'END'\n${text}\nEND\nexit ${code}`;
}

function check(target: Target = {}, timeoutMs = 5_000) {
  return runProbe('icmp', { host: '127.0.0.1', ...target }, { timeoutMs });
}

const IPUTILS = `PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=10.4 ms
64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=20.6 ms

--- 127.0.0.1 ping statistics ---
3 packets transmitted, 2 received, 33.3333% packet loss, time 402ms
rtt min/avg/max/mdev = 10.4/15.5/20.6/5.1 ms`;
const BUSYBOX = `PING 127.0.0.1 (127.0.0.1): 56 data bytes
64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.045 ms

--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 0.045/0.045/0.045 ms`;
const NOTHING = `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.

--- 192.0.2.1 ping statistics ---
3 packets transmitted, 0 received, 100% packet loss, time 402ms`;

describe('echo requests', () => {
  test('are timed by their round trips, and a few of them may be lost', async () => {
    havingPing(printing(IPUTILS));
    expect(await check()).toMatchObject({ ok: true, latencyMs: 16 });
    expect(await check({ lossLimitPercent: 30 })).toMatchObject({ ok: false, cause: 'packets-lost' });
    expect(await check({ latencyLimitMs: 12 })).toMatchObject({ ok: false, cause: 'too-slow' });
  });

  test('are understood in the words of BusyBox', async () => {
    havingPing(printing(BUSYBOX));
    expect(await check()).toMatchObject({ ok: true, latencyMs: 0 });
  });

  test('that none comes back of are told apart from those that cannot get there', async () => {
    havingPing(printing(NOTHING, 1));
    expect(await check()).toMatchObject({ ok: false, cause: 'timeout' });
    havingPing(printing(NOTHING.replace('\n\n', '\nFrom 192.0.2.9 icmp_seq=1 Destination Host Unreachable\n\n'), 1));
    expect(await check()).toMatchObject({ ok: false, cause: 'unreachable' });
    havingPing("echo 'ping: connect: Network is unreachable' >&2; exit 2");
    expect(await check()).toMatchObject({ ok: false, cause: 'unreachable' });
  });

  test('go to the judged address with a fixed list of arguments and little of the environment', async () => {
    const folder = havingPing(`printf '%s ' "$@" "$HOME" > "$(dirname "$0")/seen"\n${printing(IPUTILS)}`);
    const target = { host: 'gate.example.test', packets: 4 };
    expect(await runProbe('icmp', target, { resolve: resolvingHere })).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, 'seen'), 'utf8').trim()).toBe('-n -c 4 -i 0.2 -W 2 127.0.0.1');
  });
});

describe('where pings cannot be sent', () => {
  test('for want of a program or of permission, that is said and the target is not blamed', async () => {
    for (const script of [
      undefined,
      "echo 'ping: socktype: SOCK_RAW: Operation not permitted' >&2; exit 2",
      'exit 1',
    ]) {
      havingPing(script);
      const result = await check();
      expect(result).toMatchObject({
        ok: false,
        cause: 'not-supported',
        detail: expect.stringMatching(/this machine/i),
      });
      expect(!result.ok && isOfTheTarget(result.cause)).toBe(false);
    }
  });

  test('because the address is forbidden, no program is started', async () => {
    havingPing('exit 9');
    for (const host of ['127.0.0.1', '169.254.169.254', '::1', '0x7f.1', '10.0.0.1']) {
      expect(await runProbe('icmp', { host }, { policy: checkPolicy([]) }), host).toMatchObject({
        cause: 'address-refused',
      });
    }
  });
});

test('a program that hangs is ended at the deadline, and one that prints without end sooner', async () => {
  const folder = havingPing('echo $$ > "$(dirname "$0")/pid"; exec sleep 60');
  expect(await check({}, 300)).toMatchObject({ ok: false, cause: 'timeout' });
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await expect.poll(() => isRunning(pid)).toBe(false);
  havingPing('while :; do echo 64 bytes from 127.0.0.1; done');
  expect(await check({}, 4_000)).toMatchObject({ ok: false, cause: 'too-large' });
  const slow = { timeoutMs: 150, resolve: neverResolving };
  expect(await runProbe('icmp', { host: 'slow.test' }, slow)).toMatchObject({ cause: 'timeout' });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('no output makes the reader throw or find more answers than requests', () => {
  const line = fc.constantFrom(
    '3 packets transmitted, 9 received',
    '0 packets transmitted, 0 received',
    'time=1e9 ms',
    'time<1 ms',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      const said = parsePing(lines.join('\n'));
      if (said) expect(said.received).toBeLessThanOrEqual(said.sent);
    }),
  );
});

test.each([{ host: '-f' }, { host: '; reboot' }, { host: '$(id)' }, { packets: 11 }])(
  'a target with %o is misconfigured or unknown, and no program is started',
  async (part) => {
    const folder = havingPing('touch "$(dirname "$0")/ran"');
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    expect(await runProbe('icmp', { host: 'x.test', ...part }, { resolve })).toMatchObject({ ok: false });
    expect(() => readFileSync(join(folder, 'ran'))).toThrow();
  },
);
