import { settleHeldClaims } from '#commands/settle-held-claims';
import type { JobContext } from '../job.ts';

const STEP = 100;

/** Sends on the claims whose month is over. */
export async function settleHeld({ ctx, log, signal }: JobContext): Promise<void> {
  while (!signal.aborted) {
    const settled = await settleHeldClaims(ctx, { limit: STEP });
    if (settled.length > 0) log.info({ claims: settled }, 'held claims go on');
    if (settled.length < STEP) return;
  }
}
