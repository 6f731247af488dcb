import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode24 } from '../../src/node-version.ts';

requireNode24();
const { benchPublicPage } = await import('./public-page.ts');
const { benchFirstVisit } = await import('./first-visit.ts');
const { benchRendering } = await import('./rendering.ts');
const { measureAssess } = await import('./assess.ts');
const { benchPolling } = await import('./polling.ts');
const { benchFreezing } = await import('./freezing.ts');

/** One measured figure with the goal it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly reached?: boolean;
}

const benches: readonly (() => Promise<readonly Figure[]>)[] = [
  benchPublicPage,
  benchFirstVisit,
  benchRendering,
  assessFigures,
  pollingFigures,
  freezingFigures,
];

async function assessFigures(): Promise<Figure[]> {
  const { assessmentsPerSecond, plainLoopsPerSecond, ratio } = measureAssess();
  return [
    { name: 'assessments of one service with 20 rows', value: assessmentsPerSecond, unit: '1/s' },
    { name: 'plain loop of the same arithmetic, explaining nothing', value: plainLoopsPerSecond, unit: '1/s' },
    { name: 'assessments to plain loops', value: ratio, unit: 'ratio' },
  ];
}

async function pollingFigures(): Promise<Figure[]> {
  const { checksPerSecond, barePerSecond, ratio, bytesPerSample } = await benchPolling();
  return [
    { name: 'checks with durable samples', value: checksPerSecond, unit: '1/s' },
    { name: 'bare undici loop on the same target', value: barePerSecond, unit: '1/s' },
    { name: 'checks to bare loop', value: ratio, unit: 'ratio', goal: '≥ 0.5', reached: ratio >= 0.5 },
    {
      name: 'bytes per sample on SQLite',
      value: bytesPerSample,
      unit: 'B',
      goal: '< 24',
      reached: bytesPerSample < 24,
    },
  ];
}

async function freezingFigures(): Promise<Figure[]> {
  const found = await benchFreezing();
  const { contracts, services, seconds, windowsPerSecond, inMemoryPerSecond, ratio } = found;
  return [
    { name: `${contracts} contracts × ${services} services frozen`, value: seconds, unit: 's' },
    { name: 'windows frozen, what contracts share worked out once', value: windowsPerSecond, unit: '1/s' },
    { name: 'the same arithmetic in memory, contract after contract', value: inMemoryPerSecond, unit: '1/s' },
    { name: 'frozen to in memory', value: ratio, unit: 'ratio', goal: '≥ 1', reached: ratio >= 1 },
    { name: 'windows frozen of contracts that share nothing', value: found.unsharedPerSecond, unit: '1/s' },
    {
      name: 'those to in memory',
      value: found.unsharedRatio,
      unit: 'ratio',
      goal: '≥ 0.3',
      reached: found.unsharedRatio >= 0.3,
    },
    { name: 'bytes per frozen window on SQLite', value: found.bytesPerWindow, unit: 'B' },
  ];
}

const figures: Figure[] = [];
for (const bench of benches) figures.push(...(await bench()));
console.table(
  figures.map(({ name, value, unit, goal = '', reached }) => ({
    name,
    value: Number(value.toPrecision(4)),
    unit,
    goal,
    reached: reached ?? '',
  })),
);
const folder = join(import.meta.dirname, '../../node_modules/.cache');
mkdirSync(folder, { recursive: true });
const json = JSON.stringify({ at: new Date().toISOString(), node: process.version, figures });
writeFileSync(join(folder, 'bench.json'), json);
console.log(json);
