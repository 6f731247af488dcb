import module from 'node:module';
import { join } from 'node:path';

/** Keeps compiled modules beside the installed packages, for the next start; where that folder cannot be written nothing is kept. */
export function keepCompiled(): void {
  module.enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
}
