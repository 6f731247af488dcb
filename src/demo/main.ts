import { keepCompiled } from '../keep-compiled.ts';
import { requireNode24 } from '../node-version.ts';
import { widenThreads } from '../widen-threads.ts';

requireNode24();
keepCompiled();
widenThreads();
const { runDemo } = await import('./run-demo.ts');
await runDemo(process.env);
