import { tellOverruns } from '#commands/tell-measured-outage';
import type { JobContext } from '../job.ts';

/** What the passing of time does to announced maintenance. */
export async function keepMaintenance({ ctx, log }: JobContext): Promise<void> {
  const told = await tellOverruns(ctx);
  if (told.length > 0) log.info({ outages: told }, 'outages that outlast their maintenance told');
}
