import { requireNode24 } from './node-version.ts';

requireNode24();
const { startProcess } = await import('./start-process.ts');
await startProcess(process.env);
