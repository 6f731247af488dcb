import { bringBackDueTimes } from '#commands/bring-back-due-times';
import { bringBackTimes } from '#commands/bring-back-times';
import type { JobContext } from '../job.ts';

/** Sets right what was written while the clock was ahead. */
export async function keepDueTimes({ ctx, log }: Pick<JobContext, 'ctx' | 'log'>): Promise<void> {
  await bringBackDueTimes(ctx);
  const mended = await bringBackTimes(ctx);
  if (mended > 0) log.warn({ rows: mended }, 'times of a clock that was ahead were set right');
}
