import { raiseUnexplained } from '#commands/raise-unexplained';
import { tellOutages } from '#commands/tell-outages';
import type { JobContext } from '../job.ts';

/** Writes the mails to operators about outages that began or ended, or that nothing explains any longer. */
export async function tellOfOutages({ ctx, config, log }: JobContext): Promise<void> {
  const raised = await raiseUnexplained(ctx);
  if (raised.length > 0) log.info({ outages: raised }, 'outages outlast what explained them');
  await tellOutages(ctx, { waitMs: config.alertWaitMs });
}
