import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnProcess } from './site.ts';

export interface JobsProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Kills it without a word, whatever state it is in. */
  kill(): Promise<void>;
}

export interface JobsProcessOptions {
  readonly databaseUrl: string;
  /** Where the server secret lies: processes on one database share it. */
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A real process that runs the timetable and nothing else, on the database of a test. */
export function startJobsProcess({ databaseUrl, dataDir, env }: JobsProcessOptions): JobsProcess {
  const { child, output } = spawnProcess({
    ...{ ROLE: 'jobs', CATALOGUE: 'none', LOG_LEVEL: 'warn', DATA_DIR: dataDir, DATABASE_URL: databaseUrl },
    ...{ PROBE_ALLOW_CIDRS: '127.0.0.0/8', ...env },
  });
  return {
    child,
    output,
    kill: async () => {
      const ended = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Waits until something is so; throws with what the processes said when it takes too long. */
export async function until(
  isSo: () => Promise<boolean> | boolean,
  forMs = 12_000,
  said: () => string = () => '',
): Promise<void> {
  const giveUpAt = performance.now() + forMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`It did not come about within ${forMs} ms.\n${said()}`);
    await sleep(25);
  }
}
