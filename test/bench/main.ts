import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode24 } from '../../src/node-version.ts';

requireNode24();
const { benchPublicPage } = await import('./public-page.ts');
const { benchFirstVisit } = await import('./first-visit.ts');
const { benchRendering } = await import('./rendering.ts');
const { measureAssess } = await import('./assess.ts');
const { benchPolling } = await import('./polling.ts');

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
