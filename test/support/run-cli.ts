import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line as a person would, through npm; no database is named in its environment. */
export async function runCli(args: readonly string[], stdin = ''): Promise<CliResult> {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn('npm', ['run', '-s', 'cli', '--', ...args], { cwd: ROOT, env });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { status, stdout, stderr };
}
