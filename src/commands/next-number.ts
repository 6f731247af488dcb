import { bumpCounter } from './bump-counter.ts';
import type { CommandContext } from './context.ts';

/** The next number of a series: 1, 2, 3 … */
export function nextNumber(
  ctx: CommandContext,
  series: 'health-check' | 'place' | 'notice' | 'ticket' | 'credit-request',
): Promise<number> {
  return bumpCounter(ctx, `number:${series}`);
}
