import { tellOutages } from '#commands/tell-outages';
import type { JobContext } from '../job.ts';

/** Writes the mails to operators about outages that began or ended. */
export function tellOfOutages({ ctx, config }: JobContext): Promise<void> {
  return tellOutages(ctx, { waitMs: config.alertWaitMs });
}
