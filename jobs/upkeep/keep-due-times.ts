import { bringBackDueTimes } from '#commands/bring-back-due-times';
import type { JobContext } from '../job.ts';

export async function keepDueTimes({ ctx }: JobContext): Promise<void> {
  await bringBackDueTimes(ctx);
}
