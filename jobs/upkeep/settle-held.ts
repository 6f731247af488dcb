import { settleHeldClaims } from '#commands/settle-held-claims';
import type { JobContext } from '../job.ts';

const STEP = 100;

/** Sends on the claims whose month is over and settled. */
export async function settleHeld({ ctx, log, signal }: JobContext): Promise<void> {
  const onFailure = (no: number, error: unknown): void => log.error({ err: error, no }, 'a held claim cannot go on');
  while (!signal.aborted) {
    const settled = await settleHeldClaims(ctx, { limit: STEP, onFailure });
    if (settled.length > 0) log.info({ claims: settled }, 'held claims go on');
    if (settled.length < STEP) return;
  }
}
