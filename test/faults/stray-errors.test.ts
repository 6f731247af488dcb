import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildOnce } from '#test/support/build';
import { freePort } from '#test/support/global-setup';
import { spawnProcess } from '#test/support/site';

const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-stray-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Loaded before the product, also in its threads: goes wrong once the process has started. */
function saboteur(where: 'main' | 'thread', how: string): string {
  const path = join(dir, `${where}-${how.length}.mjs`);
  const condition = where === 'main' ? 'isMainThread' : '!isMainThread';
  writeFileSync(
    path,
    `import { isMainThread } from 'node:worker_threads';\nif (${condition}) setTimeout(() => { ${how} }, 2_500);\n`,
  );
  return `--import=${path}`;
}

const THROWN = "throw new Error('nobody caught this');";
const REJECTED = "Promise.reject(new Error('nobody caught this'));";

test.each([
  ['an error nobody caught', 'jobs', saboteur('main', THROWN)],
  ['a rejection nobody caught', 'jobs', saboteur('main', REJECTED)],
  ['an error in the thread that runs the checks', 'all', saboteur('thread', THROWN)],
])(
  '%s is logged, and ends the process for its supervisor to start another',
  async (_what, role, option) => {
    if (role === 'all') buildOnce();
    const { child, output } = spawnProcess({
      ...{ ROLE: role, CATALOGUE: 'none', LOG_LEVEL: 'error', DATA_DIR: join(dir, `${role}-${option.length}`) },
      ...{ PORT: String(await freePort()), WITNESSES: 'none', NODE_OPTIONS: option },
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(output()).toContain('nobody caught this');
  },
  180_000,
);

const locked = join(dir, 'locked.db');

test.each([
  ['a folder that cannot be made', { DATA_DIR: '/dev/null/data' }, '/dev/null/data cannot be written (ENOTDIR).'],
  [
    'a database that cannot be opened',
    { DATA_DIR: dir, DATABASE_URL: `sqlite:${locked}` },
    'The database file cannot be written (SQLITE_CANTOPEN',
  ],
])(
  '%s ends the start with a sentence',
  async (_what, env, sentence) => {
    mkdirSync(locked, { recursive: true });
    const { child, output } = spawnProcess({ ROLE: 'jobs', CATALOGUE: 'none', LOG_LEVEL: 'error', ...env });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(output()).toContain(sentence);
    expect(output()).not.toContain('    at ');
  },
  40_000,
);
