import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE: { imports: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Who may import whom: the folder of a file → folders it may import from (itself included by name). The first match counts. */
const MAY_IMPORT: readonly (readonly [folder: string, allowed: readonly string[]])[] = [
  ['src/domain/', ['src/domain/']],
  ['src/i18n/', ['src/i18n/', 'src/domain/']],
  ['src/lib/', ['src/lib/', 'src/domain/', 'src/i18n/']],
  ['src/commands/', ['src/commands/', 'src/domain/', 'src/lib/', 'src/i18n/', 'db/']],
  ['db/', ['db/', 'src/domain/']],
  ['jobs/probes/', ['jobs/probes/', 'src/domain/', 'src/lib/']],
  ['jobs/channels/', ['jobs/channels/', 'src/domain/', 'src/lib/']],
  ['jobs/', ['jobs/', 'src/commands/', 'src/domain/', 'src/lib/', 'src/i18n/', 'src/config.ts', 'db/']],
  ['src/server/', ['src/server/', 'src/commands/', 'src/domain/', 'src/lib/', 'src/i18n/', 'src/config.ts', 'db/']],
  ['src/components/', ['src/components/', 'src/islands/', 'src/domain/', 'src/lib/', 'src/i18n/', 'src/styles/']],
  ['src/islands/', ['src/islands/', 'src/domain/', 'src/lib/', 'src/i18n/']],
  [
    'src/layouts/',
    ['src/layouts/', 'src/components/', 'src/islands/', 'src/domain/', 'src/lib/', 'src/i18n/', 'src/styles/'],
  ],
  ['src/actions/', ['src/actions/', 'src/commands/', 'src/domain/', 'src/lib/', 'src/i18n/', 'db/queries/']],
  [
    'src/pages/',
    [
      'src/pages/',
      'src/layouts/',
      'src/components/',
      'src/islands/',
      'src/commands/',
      'src/domain/',
      'src/lib/',
      'src/i18n/',
      'src/styles/',
      'db/queries/',
    ],
  ],
  // An agent in another place has neither database nor commands.
  [
    'src/probe-agent/',
    [
      ...[
        'src/probe-agent/',
        'src/domain/',
        'src/lib/',
        'src/config.ts',
        'src/node-version.ts',
        'src/keep-compiled.ts',
        'src/widen-threads.ts',
      ],
      ...['jobs/pollers/', 'jobs/probes/'],
    ],
  ],
  ['src/demo/', ['src/', 'db/', 'jobs/']],
  ['src/config.ts', []],
  ['src/node-version.ts', []],
  ['src/middleware.ts', ['src/server/', 'src/commands/', 'src/domain/', 'src/lib/', 'db/queries/']],
  ['src/', ['src/', 'db/', 'jobs/']],
];

const LIMITS: readonly (readonly [pattern: RegExp, lines: number])[] = [[/\.(astro|svelte)$/, 180]];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = ['src', 'db', 'jobs'].flatMap((folder) => listFiles(join(ROOT, folder)));
const sources = new Map(files.map((file) => [relative(ROOT, file), readFileSync(file, 'utf8')] as const));
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));

describe('architecture', () => {
  test('a file imports only from the folders that its own may know', () => {
    const broken = imports
      .filter(({ to }) => to.startsWith('src/') || to.startsWith('db/') || to.startsWith('jobs/'))
      .filter(({ from, to, typeOnly }) => !mayImport(from, to, typeOnly))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(broken).toEqual([]);
  });

  test('the pure core imports no package but temporal-polyfill, and that in time.ts alone', () => {
    const packages = imports
      .filter(({ from, to }) => from.startsWith('src/domain/') && !to.startsWith('src/'))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(packages).toEqual(['src/domain/time.ts → temporal-polyfill']);
  });

  test('the pure core knows no clock, no randomness, no process', () => {
    const forbidden =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bprocess\.|\bcrypto\b|\bsetTimeout\b|\bfetch\(/;
    const guilty = [...sources].filter(([file, text]) => file.startsWith('src/domain/') && forbidden.test(text));
    expect(guilty.map(([file]) => file)).toEqual([]);
  });

  test('an agent in another place starts without database and commands', () => {
    const reached = new Set(['src/probe-agent/main.ts']);
    const values = imports.filter(({ typeOnly }) => !typeOnly);
    for (const file of reached) for (const { from, to } of values) if (from === file) reached.add(to);
    expect([...reached].filter((file) => /^(db|src\/commands)\/|^(kysely|better-sqlite3|pg)$/.test(file))).toEqual([]);
    expect(reached.size).toBeGreaterThan(30);
  });

  test('only commands, migrations and the upkeep of technical rows write to the database', () => {
    const writes = /\.(insertInto|updateTable|deleteFrom|replaceInto|mergeInto)\(/;
    const allowed = /^(src\/commands\/|src\/demo\/|db\/|jobs\/run-exclusively\.ts$)/;
    const guilty = [...sources].filter(([file, text]) => !allowed.test(file) && writes.test(text));
    expect(guilty.map(([file]) => file)).toEqual([]);
  });

  test('values import in one direction: there is no cycle', () => {
    expect(cycles(imports.filter(({ typeOnly, to }) => !typeOnly && sources.has(to)))).toEqual([]);
  });

  test('no file grows past 250 lines, no component past 180', () => {
    const limit = (file: string): number => LIMITS.find(([pattern]) => pattern.test(file))?.[1] ?? 250;
    const long = [...sources]
      .map(([file, text]) => [file, text.split('\n').length] as const)
      .filter(([file, lines]) => lines > limit(file));
    expect(long.map(([file, lines]) => `${file}: ${lines}`)).toEqual([]);
  });

  test('raw SQL text is built in migrations alone', () => {
    const guilty = [...sources].filter(
      ([file, text]) => !file.startsWith('db/migrations/') && /\bsql\s*\.?\s*raw\b|sql\.id\(/.test(text),
    );
    expect(guilty.map(([file]) => file)).toEqual([]);
  });

  test('no eval, no vm, no shell on user text', () => {
    const forbidden = /\beval\(|new Function\(|node:vm|\bexecSync\(|\bset:html=\{(?!.*(safe|markdown|svg|json))/i;
    const guilty = [...sources].filter(([, text]) => forbidden.test(text));
    expect(guilty.map(([file]) => file)).toEqual([]);
  });
});

function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  // App.Locals and view models are typed by what they carry.
  if (typeOnly && from === 'src/env.d.ts') return true;
  const rule = MAY_IMPORT.find(([folder]) => from.startsWith(folder));
  return rule !== undefined && (rule[1].some((folder) => to.startsWith(folder)) || from === to);
}

function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
  for (const match of text.matchAll(pattern)) {
    const specifier = match[2] ?? match[3] ?? '';
    const clause = match[0];
    const onlyTypes =
      Boolean(match[1]) ||
      /import\s*\{(\s*type\s+[^,}]+,?)+\s*\}/.test(clause) ||
      (file.endsWith('.d.ts') && Boolean(match[3]));
    found.push({ from: file, to: locate(file, specifier), typeOnly: onlyTypes });
  }
  return found;
}

function locate(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(ROOT, resolve(dirname(join(ROOT, file)), specifier));
  for (const [alias, target] of Object.entries(PACKAGE.imports)) {
    const [head = '', tail] = alias.split('*');
    if (tail === undefined ? specifier === alias : specifier.startsWith(head)) {
      return target.replace('./', '').replace('*', specifier.slice(head.length));
    }
  }
  return specifier;
}

function cycles(edges: readonly Import[]): string[] {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return listFiles(path);
    return /\.(ts|astro|svelte)$/.test(name) ? [path] : [];
  });
}
