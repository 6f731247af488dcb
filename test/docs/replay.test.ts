import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type ReplayedService, replay } from '#domain/watching/replay';
import { readLooksCsv } from '#lib/read-looks-csv';
import { runCli } from '#test/support/run-cli';

const DOCUMENT = readFileSync(new URL('../../docs/replay.md', import.meta.url), 'utf8');
const SHARED = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const FOLDER = [process.env['REAL_DATA'], SHARED].find((folder) => folder !== undefined && existsSync(folder));
const RECORD = FOLDER && `${FOLDER}/health_checks_2026-08.csv`;
const has = RECORD !== undefined && existsSync(RECORD);

/** Cells of the table whose head begins with a word. */
function table(head: string): string[][] {
  const lines = DOCUMENT.split('\n');
  const start = lines.findIndex((line) => line.replace(/^\|\s*/, '').startsWith(head));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  const rows = lines.slice(start + 2, end);
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function play(minutes: number, failAfter: number, recoverAfter: number): ReplayedService[] {
  const { looks, mistakes } = readLooksCsv(readFileSync(RECORD ?? '', 'utf8'));
  expect(mistakes).toEqual([]);
  return replay(looks, { failAfter, recoverAfter, intervalMs: minutes * 60_000, timeoutMs: 10_000 });
}

const sum = (services: readonly ReplayedService[], of: (service: ReplayedService) => number): number =>
  services.reduce((total, service) => total + of(service), 0);

const skipped = has ? '' : ' (skipped: health_checks_2026-08.csv does not lie in ../shared/data)';

test.skipIf(!has)(`docs/replay.md gives the outages and the unknown time of the record${skipped}`, () => {
  const rows = table('interval');
  expect(rows).toHaveLength(3);
  for (const [interval, counts, outages, gaps, unknown] of rows) {
    const [failAfter, recoverAfter] = (counts ?? '').split(', ').map(Number);
    const services = play(Number(interval), failAfter ?? 0, recoverAfter ?? 0);
    const unknownMs = sum(services, (one) => lengthOf(one.gaps));
    const share = (100 * unknownMs) / sum(services, ({ firstAt, lastAt }) => lastAt - firstAt);
    expect([outages, gaps, unknown]).toEqual([
      String(sum(services, (one) => one.outages.length)),
      String(sum(services, (one) => one.gaps.length)),
      `${share.toFixed(1)} %`,
    ]);
  }
});

function lengthOf(gaps: ReplayedService['gaps']): number {
  return gaps.reduce((total, { startedAt, endedAt }) => total + endedAt - startedAt, 0);
}

test.skipIf(!has)(`docs/replay.md says what became of each row that says down${skipped}`, () => {
  const [careful, eager] = [play(60, 3, 2), play(60, 1, 1)];
  const verdicts = careful.flatMap(({ service, failed }) =>
    failed.map(({ at, verdict }) => {
      const other = eager.find((one) => one.service === service)?.failed.find((one) => one.at === at);
      return [service, new Date(at).toISOString(), verdict, other?.verdict];
    }),
  );
  expect(table('service')).toEqual(verdicts);
});

test('docs/replay.md shows what its example comes to', async () => {
  const { stdout } = await runCli(['replay', fileURLToPath(new URL('../../docs/replay-example.csv', import.meta.url))]);
  expect(DOCUMENT).toContain(`\`\`\`\n${stdout.trim()}\n\`\`\``);
});

test('failures in a row are an outage, a silence takes their count away, and each failure is accounted for', () => {
  const look = (minute: number, state: 'up' | 'down') => ({ service: 'mail', at: minute * 60_000, state });
  const rules = { failAfter: 2, recoverAfter: 1, intervalMs: 60_000, timeoutMs: 10_000 };
  const looks = [
    look(1, 'up'),
    look(2, 'down'),
    look(3, 'down'),
    look(4, 'up'),
    look(5, 'down'),
    look(20, 'down'),
    look(21, 'up'),
    look(22, 'down'),
  ];
  const [mail] = replay(looks, rules);
  expect(mail?.outages).toEqual([{ startedAt: 120_000, endedAt: 240_000 }]);
  expect(mail?.gaps).toEqual([{ startedAt: 300_000, endedAt: 1_200_000 }]);
  expect(mail?.failed.map(({ verdict }) => verdict)).toEqual([
    'outage',
    'outage',
    'silence',
    'recovered-first',
    'last-look',
  ]);
  expect(replay(looks.toReversed(), rules)).toEqual([mail]);
});
