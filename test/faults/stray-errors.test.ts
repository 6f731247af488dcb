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

/** Stands in for a system that refuses what a test that runs as its owner is allowed to do. */
function refusal(syscall: 'listen' | 'connect'): string {
  const path = join(dir, `${syscall}-refused.mjs`);
  writeFileSync(
    path,
    `import { Server, Socket } from 'node:net';
const refused = () => Object.assign(new Error('${syscall} EACCES'), { code: 'EACCES', syscall: '${syscall}' });
if ('${syscall}' === 'listen') Server.prototype.listen = function () { process.nextTick(() => this.emit('error', refused())); return this; };
else Socket.prototype.connect = function () { process.nextTick(() => this.destroy(refused())); return this; };
`,
  );
  return `--import=${path}`;
}

test('a port that it may not listen on is told as one, not as a file', async () => {
  buildOnce();
  const { child, output } = spawnProcess({
    ...{ ROLE: 'web', CATALOGUE: 'none', LOG_LEVEL: 'error', DATA_DIR: join(dir, 'port') },
    ...{ PORT: String(await freePort()), NODE_OPTIONS: refusal('listen') },
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(output()).toContain('This process may not listen on the address set by HOST and PORT (EACCES).');
  expect(output()).not.toContain('cannot be written');
}, 180_000);

test('a database server whose socket is closed to it is not told as a file', async () => {
  const { child, output } = spawnProcess({
    ...{ ROLE: 'jobs', CATALOGUE: 'none', LOG_LEVEL: 'error', DATA_DIR: join(dir, 'socket') },
    ...{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', NODE_OPTIONS: refusal('connect') },
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(output()).toContain('EACCES');
  expect(output()).not.toContain('cannot be written');
}, 180_000);
