import { resolveQuietIncidents } from '#commands/resolve-quiet-incidents';
import { tellStayedWell } from '#commands/tell-stayed-well';
import { tellWithheldEnds } from '#commands/tell-withheld-ends';
import type { JobContext } from '../job.ts';

/** Tells what waited until flapping services had stayed well. */
export async function resolveQuiet({ ctx, log }: JobContext): Promise<void> {
  const resolved = await resolveQuietIncidents(ctx);
  if (resolved.length > 0) log.info({ incidents: resolved }, 'incidents of flapping services resolved');
  const well = await tellStayedWell(ctx);
  if (well.length > 0) log.info({ services: well }, 'services that flapped stay well, their incidents go on');
  await tellWithheldEnds(ctx);
}
