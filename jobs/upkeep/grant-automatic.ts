import { grantAutomaticCredits } from '#commands/grant-automatic-credits';
import type { JobContext } from '../job.ts';

/** Grants what the terms of closed windows give without being asked. */
export async function grantAutomatic({ ctx, log, signal }: Pick<JobContext, 'ctx' | 'log' | 'signal'>): Promise<void> {
  const onFailure = ({ contractId }: { readonly contractId: string }, error: unknown): void =>
    log.error({ err: error, contractId }, 'an automatic credit failed');
  const settled = await grantAutomaticCredits(ctx, { signal, onFailure });
  if (settled > 0) log.info({ windows: settled }, 'automatic credits settled');
}
