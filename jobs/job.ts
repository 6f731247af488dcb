import type { CommandContext } from '#commands/context';
import type { Config } from '#config';
import type { Log } from '#lib/log';

export interface JobContext {
  readonly ctx: CommandContext;
  readonly config: Config;
  readonly log: Log;
  /** Aborted when the process stops: finish what is under way, begin nothing new. */
  readonly signal: AbortSignal;
  /** Names work that goes on after a run has returned; stopping waits for it. */
  readonly outlive: (work: Promise<unknown>) => void;
}

export interface Job {
  readonly name: string;
  /** Six fields, seconds first, UTC. */
  readonly cron: string;
  /**
   * `once-per-tick`: one process of all runs it at a tick. `everywhere`: each process runs it, because the rows it works on
   * are claimed one by one under a lease.
   */
  readonly runs: 'once-per-tick' | 'everywhere';
  readonly run: (job: JobContext) => Promise<void>;
}
