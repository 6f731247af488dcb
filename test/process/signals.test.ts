import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '#test/support/global-setup';

test.each(['the npm process alone', 'the whole process group'])(
  'SIGTERM to %s ends it with status 0',
  async (target) => {
    const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-signal-'));
    const port = await freePort();
    const child = spawn('npm', ['run', '-s', 'start'], {
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: dir,
        DATABASE_URL: '',
        LOG_LEVEL: 'silent',
        WITNESSES: 'tcp://127.0.0.1:9',
      },
      stdio: 'ignore',
      detached: true,
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      await answers(`http://127.0.0.1:${port}/`);
      if (child.pid === undefined) throw new Error('not started');
      process.kill(target.includes('group') ? -child.pid : child.pid, 'SIGTERM');
      expect(await ended).toBe(0);
      await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    } finally {
      child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    }
  },
);

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer`);
}
