import { keepCompiled } from '../keep-compiled.ts';
import { requireNode24 } from '../node-version.ts';

requireNode24();
keepCompiled();
const { runAgent } = await import('./run-agent.ts');
await runAgent(process.argv, process.env);
