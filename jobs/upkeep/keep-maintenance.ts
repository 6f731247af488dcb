import { advanceMaintenance } from '#commands/advance-maintenance';
import { expandMaintenance } from '#commands/expand-maintenance';
import { tellOverruns } from '#commands/tell-measured-outage';
import type { JobContext } from '../job.ts';

/** What the passing of time does to announced maintenance: it begins, it ends, and what outlasts it is an outage. */
export async function keepMaintenance({ ctx, log }: JobContext): Promise<void> {
  await advanceMaintenance(ctx);
  const told = await tellOverruns(ctx);
  if (told.length > 0) log.info({ outages: told }, 'outages that outlast their maintenance told');
}

/** Announces what of the series comes within the horizon. */
export async function expandSeries({ ctx, log }: JobContext): Promise<void> {
  const announced = await expandMaintenance(ctx);
  if (announced > 0) log.info({ announced }, 'maintenance of series announced');
}
