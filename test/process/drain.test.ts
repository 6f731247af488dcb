import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildOnce } from '#test/support/build';
import { freePort } from '#test/support/global-setup';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FORM = 'email=nobody%40example.com&password=x';

test('TERM to npm start ends with 0 after a slow request was answered, and lets nobody new in', async () => {
  buildOnce();
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-drain-'));
  const port = await freePort();
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATA_DIR: folder,
      PORT: String(port),
      ROLE: 'web',
      LOG_LEVEL: 'silent',
    },
    stdio: 'ignore',
  });
  try {
    await expect.poll(() => status(port, '/readyz'), { timeout: 30_000 }).toBe(200);
    const slow = connect(port, '127.0.0.1');
    let answer = '';
    slow.on('data', (chunk) => {
      answer += chunk;
    });
    slow.write(
      `POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n` +
        `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${FORM.length}\r\n\r\n${FORM.slice(0, 10)}`,
    );
    const idle = connect(port, '127.0.0.1');
    // A process that ends may reset a connection on which nobody said anything.
    idle.on('error', () => undefined);
    await once(idle, 'connect');
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await expect.poll(() => status(port, '/readyz'), { timeout: 5_000 }).toBeUndefined();
    slow.write(FORM.slice(10));
    await once(slow, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 [234]\d\d/);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

/** Undefined when nobody answers. */
async function status(port: number, path: string): Promise<number | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status;
}
