import { bumpCounter } from './bump-counter.ts';
import type { CommandContext } from './context.ts';

/** Tells the publisher that public pages and feeds are to be rendered anew; part of the transaction of the change. */
export async function markPublicChange(ctx: CommandContext): Promise<void> {
  await bumpCounter(ctx, 'public');
}
