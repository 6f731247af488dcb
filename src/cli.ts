import { keepCompiled } from './keep-compiled.ts';
import { requireNode24 } from './node-version.ts';

requireNode24();
keepCompiled();
// A reader such as head may close the pipe early; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { runProgram } = await import('./cli/program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
