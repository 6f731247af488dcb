import { publishHeldIncidents } from '#commands/publish-held-incidents';
import type { JobContext } from '../job.ts';

export async function publishHeld({ ctx, log }: JobContext): Promise<void> {
  const published = await publishHeldIncidents(ctx);
  if (published.length > 0) log.info({ incidents: published }, 'held incidents published');
}
