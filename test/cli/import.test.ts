import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { googleRow } from '../fixtures/feeds/google.ts';
import { STATUSPAGE_PAGE, statuspageRow } from '../fixtures/feeds/statuspage.ts';

interface Ran {
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: string;
}

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'outage-ledger-import-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, json: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

async function run(databaseUrl: string, ...args: string[]): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dir, CATALOGUE: 'none' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli.ts', ...args], { env });
  child.stdin.end();
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, lines: output.trimEnd().split('\n'), errors };
}

const lastLine = (ran: Ran): unknown => JSON.parse(ran.lines.at(-1) ?? '');

onEachDatabase('the import command', (database) => {
  test('creates, then changes nothing, then brings a correction; bad rows are named and skipped', async () => {
    const rows = [
      googleRow({ id: 'good' }),
      googleRow({ id: 'bad', end: 'x' }),
      googleRow({ id: 'point', end: '2026-03-01T10:00:00+00:00' }),
    ];
    const rejected = [{ id: 'bad', reason: 'Its end is not a time.' }];
    const first = await run(database.url, 'import', 'google', write('google.json', rows));
    expect(lastLine(first)).toEqual({ read: 3, created: 2, updated: 0, unchanged: 0, rejected });
    expect(first.code).toBe(0);
    expect(first.errors).toContain('1 × It ends in the instant it starts: kept as an incident without an outage.');
    expect(first.errors).not.toContain('\r');
    expect(lastLine(await run(database.url, 'import', 'google', join(dir, 'google.json')))).toEqual({
      read: 3,
      created: 0,
      updated: 0,
      unchanged: 2,
      rejected,
    });
    const corrected = write('google.json', [googleRow({ id: 'good', end: '2026-03-01T10:50:00+00:00' })]);
    expect(lastLine(await run(database.url, 'import', 'google', corrected))).toEqual({
      read: 1,
      created: 0,
      updated: 1,
      unchanged: 0,
      rejected: [],
    });
    const services = await database.db
      .selectFrom('service')
      .select(['slug', 'visibility', 'provider'])
      .orderBy('slug')
      .execute();
    expect(services).toEqual([
      { slug: 'chat', visibility: 'operators', provider: 'google-cloud' },
      { slug: 'mail', visibility: 'operators', provider: 'google-cloud' },
    ]);
    expect(await database.db.selectFrom('notice').selectAll().execute()).toEqual([]);
  });

  test('leaves products without a service out when told so', async () => {
    const file = write('page.json', { page: STATUSPAGE_PAGE, incidents: [statuspageRow()] });
    const ran = await run(database.url, 'import', 'statuspage', file, '--no-create-services');
    expect(lastLine(ran)).toMatchObject({
      created: 0,
      rejected: [{ reason: 'None of its products is a service here.' }],
    });
  });
});

test.each([
  [
    'a file that is not there',
    () => ['import', 'google', join(dir, 'nothing.json')],
    /cannot be read: it does not exist\.\n$/,
  ],
  ['a file that is not JSON', () => ['import', 'google', write('a.json', '[{')], /is not valid JSON\.\n$/],
  [
    'a document of another kind',
    () => ['import', 'statuspage', write('b.json', {})],
    /has no list of Statuspage incidents\.\n$/,
  ],
  [
    'an address that answers nothing',
    () => ['import', 'google', 'http://127.0.0.1:9/'],
    /cannot be read\. The connection was refused/,
  ],
  ['a feed that nobody knows', () => ['import', 'pigeon', 'x'], /[Uu]nknown command pigeon/],
])('the import command refuses %s with one sentence and status 2', async (_, args, sentence) => {
  const ran = await run(`sqlite:${join(dir, 'unused.db')}`, ...args());
  expect([ran.code, ran.lines]).toEqual([2, ['']]);
  expect(ran.errors).toMatch(sentence);
});
