import { keepCompiled } from './keep-compiled.ts';
import { requireNode24 } from './node-version.ts';
import { widenThreads } from './widen-threads.ts';

requireNode24();
keepCompiled();
widenThreads();
const { startProcess } = await import('./start-process.ts');
await startProcess(process.env);
