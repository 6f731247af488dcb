import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#test/support/run-cli';

test('replay judges a recorded history from a file, and refuses a line it cannot read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-replay-'));
  const file = join(folder, 'record.csv');
  try {
    const rows = ['up', 'down', 'down', 'down', 'up', 'up'].map(
      (state, minute) => `mail,2026-08-10T07:0${minute}:00Z,${state}`,
    );
    writeFileSync(file, ['service,checked_at,status', ...rows].join('\n'));
    const { stdout, status } = await runCli(['replay', file]);
    expect(status).toBe(0);
    expect(stdout).toContain('outage   mail 2026-08-10T07:01:00.000Z – 2026-08-10T07:04:00.000Z');
    writeFileSync(file, 'service,checked_at,status\nmail,soon,up\n');
    const refused = await runCli(['replay', file]);
    expect([refused.status, refused.stderr.trim()]).toEqual([
      2,
      'Line 2 has no service, no time in checked_at, or a status that is not up, down or unknown.',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
