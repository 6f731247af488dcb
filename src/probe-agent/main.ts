import { keepCompiled } from '../keep-compiled.ts';
import { requireNode24 } from '../node-version.ts';
import { widenThreads } from '../widen-threads.ts';

requireNode24();
keepCompiled();
widenThreads();
const { runAgent } = await import('./run-agent.ts');
await runAgent(process.argv, process.env);
