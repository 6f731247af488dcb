import { readConfig } from '#config';
import { startJobs } from '#jobs/start-jobs';
import { createLog } from '#lib/log';

/** What the process has used since it began. */
export interface Usage {
  readonly cpuMs: number;
  readonly mostMemoryBytes: number;
}

const config = readConfig(process.env);
const jobs = await startJobs(config, createLog(config.logLevel));

process.on('message', async (message) => {
  if (message === 'usage') {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    process.send?.({ cpuMs: (userCPUTime + systemCPUTime) / 1_000, mostMemoryBytes: maxRSS * 1_024 } satisfies Usage);
    return;
  }
  await jobs.stop();
  process.exit(0);
});
process.on('disconnect', () => process.exit(0));
