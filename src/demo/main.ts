import { keepCompiled } from '../keep-compiled.ts';
import { requireNode24 } from '../node-version.ts';

requireNode24();
keepCompiled();
const { runDemo } = await import('./run-demo.ts');
await runDemo(process.env);
