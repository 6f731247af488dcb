import { noteUnanswered } from '#commands/note-unanswered';
import type { JobContext } from '../job.ts';

export async function noteUnansweredChecks({ ctx, log }: JobContext): Promise<void> {
  const { told } = await noteUnanswered(ctx);
  if (told > 0) log.warn({ checks: told }, 'checks have had no good answer since they were set up');
}
