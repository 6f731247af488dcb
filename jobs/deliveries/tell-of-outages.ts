import { raiseHeldAlarms } from '#commands/raise-held-alarms';
import { raiseUnexplained } from '#commands/raise-unexplained';
import { tellIncidentNews } from '#commands/tell-incident-news';
import { tellOutages } from '#commands/tell-outages';
import type { JobContext } from '../job.ts';

/** Tells what waited for others of the same event: subscribers how incidents went on, operators which outages began or ended. */
export async function tellOfOutages({ ctx, config, log }: JobContext): Promise<void> {
  const raised = await raiseUnexplained(ctx);
  if (raised.length > 0) log.info({ outages: raised }, 'outages outlast what explained them');
  const held = await raiseHeldAlarms(ctx);
  if (held.length > 0) log.info({ outages: held }, 'outages last whose alarm was held back');
  const told = await tellIncidentNews(ctx, { waitMs: config.alertWaitMs });
  if (told.length > 0) log.info({ incidents: told }, 'subscribers are told how incidents went on');
  await tellOutages(ctx, { waitMs: config.alertWaitMs });
}
