import { parentPort } from 'node:worker_threads';
import { readConfig } from '#config';
import { createLog } from '#lib/log';
import { startJobs } from './start-jobs.ts';

const config = readConfig(process.env);
const jobs = await startJobs(config, createLog(config.logLevel));

parentPort?.on('message', async () => {
  await jobs.stop();
  process.exit(0);
});
