import { keepCompiled } from './keep-compiled.ts';
import { requireNode24 } from './node-version.ts';

requireNode24();
keepCompiled();
const { startProcess } = await import('./start-process.ts');
await startProcess(process.env);
