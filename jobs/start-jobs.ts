import cron from 'node-cron';
import type { CommandContext } from '#commands/context';
import type { Config } from '#config';
import { connect } from '#db/connect';
import type { Log } from '#lib/log';
import { newId } from '#lib/new-id';
import type { Job, JobContext } from './job.ts';
import { claimTick } from './run-exclusively.ts';
import { TIMETABLE } from './timetable.ts';

/** Runs the timetable until stopped; stopping waits for the jobs under way. */
export async function startJobs(
  config: Config,
  log: Log,
  timetable: readonly Job[] = TIMETABLE,
): Promise<{ stop(): Promise<void> }> {
  const connection = connect(config.databaseUrl, {
    onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  const stopping = new AbortController();
  const ctx: CommandContext = {
    db: connection.db,
    now: Date.now,
    newId,
    actor: { kind: 'system', id: null, name: 'Outage Ledger' },
  };
  const outliving = new Set<Promise<unknown>>();
  const outlive = (work: Promise<unknown>): void => {
    const ended = work
      .catch((error: unknown) => log.error({ err: error }, 'work of a job failed'))
      .finally(() => outliving.delete(ended));
    outliving.add(ended);
  };
  const context: JobContext = { ctx, config, log, signal: stopping.signal, outlive };
  const underWay = new Map<string, Promise<void>>();
  const tasks = timetable.map((job) =>
    cron.schedule(job.cron, ({ date }) => start(job, date.getTime()), { timezone: 'Etc/UTC', name: job.name }),
  );

  /** A job that is still at work skips its next tick. */
  function start(job: Job, firedAt: number): void {
    if (stopping.signal.aborted || underWay.has(job.name)) return;
    const run = runJob(job, firedAt, context)
      .catch((error) => log.error({ err: error, job: job.name }, 'job failed'))
      .finally(() => underWay.delete(job.name));
    underWay.set(job.name, run);
  }

  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(tasks.map((task) => task.destroy()));
      await Promise.all(underWay.values());
      while (outliving.size > 0) await Promise.all(outliving);
      await connection.close();
    },
  };
}

async function runJob(job: Job, firedAt: number, context: JobContext): Promise<void> {
  const { db, now } = context.ctx;
  if (job.runs === 'once-per-tick' && !(await claimTick(db, job.name, firedAt, now()))) return;
  await job.run(context);
}
