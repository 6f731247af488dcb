import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireNode24 } from './node-version.ts';

requireNode24();
const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src', 'db', 'public', 'astro.config.mjs', 'package.json', 'package-lock.json'];
const built = join(root, 'dist/server/entry.mjs');

if (!existsSync(built) || newest(SOURCES.map((name) => join(root, name))) > statSync(built).mtimeMs) {
  console.error('Building the site …');
  const build = spawnSync('npm', ['run', '-s', 'build', '--', '--silent'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Half a build would pass for a fresh one next time.
  if (build.status !== 0) rmSync(built, { force: true });
  process.exit(build.status ?? 1);
}

function newest(paths: readonly string[]): number {
  return Math.max(
    0,
    ...paths.filter(existsSync).map((path) => {
      const stats = statSync(path);
      return stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stats.mtimeMs;
    }),
  );
}
