import { resolveQuietIncidents } from '#commands/resolve-quiet-incidents';
import type { JobContext } from '../job.ts';

export async function resolveQuiet({ ctx, log }: JobContext): Promise<void> {
  const resolved = await resolveQuietIncidents(ctx);
  if (resolved.length > 0) log.info({ incidents: resolved }, 'incidents of flapping services resolved');
}
