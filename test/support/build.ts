import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let built = false;

/** Builds the pages when they are older than their sources; of several test files one builds while the others wait. */
export function buildOnce(): void {
  if (built) return;
  const folder = join(ROOT, 'node_modules/.cache');
  mkdirSync(folder, { recursive: true });
  const lock = new SqliteDatabase(join(folder, 'build-lock.db'), { timeout: 300_000 });
  try {
    lock.exec('begin exclusive');
    execFileSync(process.execPath, ['src/build-when-stale.ts'], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } finally {
    lock.close();
  }
  built = true;
}
