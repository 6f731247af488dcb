import { once } from 'node:events';
import { checkPolicy } from '#lib/address-policy';
import { openCheckBox } from '#lib/check-secrets/check-box';
import type { JobContext } from '../job.ts';
import { CheckPoller } from './check-poller.ts';
import { witnesses } from './witnesses.ts';

/** One poller for each process that runs the timetable; it lives as long as its context. */
const pollers = new WeakMap<JobContext, CheckPoller>();

export async function pollDueChecks(job: JobContext): Promise<void> {
  const poller = pollers.get(job) ?? createPoller(job);
  await poller.tick();
}

function createPoller(job: JobContext): CheckPoller {
  const { ctx, log, signal, config } = job;
  const policy = checkPolicy(config.probeAllowCidrs);
  const secrets = { box: openCheckBox(config), env: process.env };
  const poller = new CheckPoller({ ctx, log, signal, policy, ...secrets, witnesses: witnesses(config.witnesses) });
  pollers.set(job, poller);
  job.outlive(once(signal, 'abort').then(() => poller.settled()));
  return poller;
}
