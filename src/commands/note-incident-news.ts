import type { CommandContext } from './context.ts';
import { markPublicChange } from './mark-public-change.ts';

/** Notes that an incident changed by itself: pages show it at once, subscribers hear of it with whatever follows shortly. */
export async function noteIncidentNews(ctx: CommandContext, incidentId: string): Promise<void> {
  await ctx.db
    .insertInto('incidentNews')
    .values({ incidentId, at: ctx.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await markPublicChange(ctx);
}
