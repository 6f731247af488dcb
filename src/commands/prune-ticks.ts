import type { CommandContext } from './context.ts';

/** Forgets ticks of the timetable that no process can claim any more. */
export async function pruneTicks(ctx: CommandContext, input: { readonly before: number }): Promise<void> {
  await ctx.db.deleteFrom('tick').where('at', '<', input.before).execute();
}
