import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode24 } from '../../src/node-version.ts';
import type { Figure } from './figure.ts';

requireNode24();

/** Each bench by its name; `npm run bench -- NAME …` runs some, without a name all. */
const BENCHES: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  'public-page': async () => (await import('./public-page.ts')).benchPublicPage(),
  'first-visit': async () => (await import('./first-visit.ts')).benchFirstVisit(),
  history: async () => (await import('./history.ts')).benchHistory(),
  assess: async () => (await import('./assess.ts')).benchAssess(),
  polling: async () => (await import('./polling.ts')).benchPolling(),
  places: async () => (await import('./places.ts')).benchPlaces(),
  'due-times': async () => (await import('./due-times.ts')).benchDueTimes(),
  'slow-targets': async () => (await import('./slow-targets.ts')).benchSlowTargets(),
  'cold-start': async () => (await import('./cold-start.ts')).benchColdStart(),
  rollups: async () => (await import('./rollups.ts')).benchRollups(),
  claims: async () => (await import('./claims.ts')).benchClaims(),
  freezing: async () => (await import('./freezing.ts')).freezingFigures(),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

const figures: (Figure & { readonly bench: string })[] = [];
for (const [bench, run] of Object.entries(BENCHES)) {
  if (named.length > 0 && !named.includes(bench)) continue;
  figures.push(...(await run()).map((figure) => ({ bench, ...figure })));
}
console.table(
  figures.map(({ bench, name, value, unit, goal = '', reached }) => ({
    ...{ bench, name, value: Number(value.toPrecision(4)), unit, goal },
    reached: reached ?? '',
  })),
);
const folder = join(import.meta.dirname, '../../node_modules/.cache');
mkdirSync(folder, { recursive: true });
const json = JSON.stringify({ at: new Date().toISOString(), node: process.version, figures });
writeFileSync(join(folder, 'bench.json'), json);
console.log(json);
process.exit(0);
