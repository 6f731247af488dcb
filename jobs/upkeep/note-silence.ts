import { noteSilentPlaces } from '#commands/note-silent-places';
import type { JobContext } from '../job.ts';

export async function noteSilence({ ctx, log }: JobContext): Promise<void> {
  const { silent } = await noteSilentPlaces(ctx);
  if (silent > 0) log.warn({ checks: silent }, 'places do not report: what they would see is unknown');
}
