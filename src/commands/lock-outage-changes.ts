import { bumpCounter } from './bump-counter.ts';
import type { CommandContext } from './context.ts';

/**
 * Holds back every other process that would change measured outages or join incidents, until the transaction ends: two outages
 * of one event must see each other's incident. Taken after the rows of health checks and before any other lock.
 */
export async function lockOutageChanges(ctx: CommandContext): Promise<void> {
  await bumpCounter(ctx, 'outage-changes');
}
