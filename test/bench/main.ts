import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode24 } from '../../src/node-version.ts';

requireNode24();
const { benchPublicPage } = await import('./public-page.ts');
const { benchFirstVisit } = await import('./first-visit.ts');
const { benchRendering } = await import('./rendering.ts');

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
  ...(await benchesOfOthers(['./assess.ts', './polling.ts'])),
];

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

/** Benches that other parts bring; each file exports `bench()`. */
async function benchesOfOthers(files: readonly string[]): Promise<(() => Promise<readonly Figure[]>)[]> {
  const found: (() => Promise<readonly Figure[]>)[] = [];
  for (const file of files) {
    const module: { bench?: () => Promise<readonly Figure[]> } | undefined = await import(file).catch(
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
        throw error;
      },
    );
    if (module?.bench) found.push(module.bench);
  }
  return found;
}
