import { raiseLasting } from '#commands/raise-lasting';
import { raiseUnexplained } from '#commands/raise-unexplained';
import { tellIncidentNews } from '#commands/tell-incident-news';
import { tellOutages } from '#commands/tell-outages';
import type { JobContext } from '../job.ts';

/** Tells what waited for others of the same event: subscribers how incidents went on, operators which outages began or ended. */
export async function tellOfOutages({ ctx, config, log }: JobContext): Promise<void> {
  const raised = await raiseUnexplained(ctx);
  if (raised.length > 0) log.info({ outages: raised }, 'outages outlast what explained them');
  const lasting = await raiseLasting(ctx);
  if (lasting.length > 0) log.info({ outages: lasting }, 'outages of services that flapped last');
  const told = await tellIncidentNews(ctx, { waitMs: config.alertWaitMs });
  if (told.length > 0) log.info({ incidents: told }, 'subscribers are told how incidents went on');
  await tellOutages(ctx, { waitMs: config.alertWaitMs });
}
