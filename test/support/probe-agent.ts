import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface AgentProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Ends it by a signal; resolves to its exit code, null where it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A real agent of a place that may poll this machine; whoever starts it ends it. */
export function startAgent(args: readonly string[], env: Readonly<Record<string, string>> = {}): AgentProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/probe-agent/main.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PROBE_ALLOW_CIDRS: '127.0.0.0/8', WITNESSES: 'none', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = once(child, 'exit');
  return {
    child,
    output: () => text,
    end: async (signal) => {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
