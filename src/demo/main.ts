import { requireNode24 } from '../node-version.ts';

requireNode24();
const { runDemo } = await import('./run-demo.ts');
await runDemo(process.env);
