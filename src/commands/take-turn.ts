import type { CommandContext } from './context.ts';

export interface TurnInput {
  /** What is counted, e.g. `subscribe:host:example.com`. */
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** Counts one use in the current window; false once there were more than the limit. */
export async function takeTurn(ctx: CommandContext, input: TurnInput): Promise<boolean> {
  const windowStart = Math.floor(ctx.now() / input.windowMs) * input.windowMs;
  const { count } = await ctx.db
    .insertInto('throttle')
    .values({ key: `${input.key}@${windowStart}`, windowStart, count: 1 })
    .onConflict((conflict) => conflict.column('key').doUpdateSet((eb) => ({ count: eb('throttle.count', '+', 1) })))
    .returning('count')
    .executeTakeFirstOrThrow();
  return count <= input.limit;
}
