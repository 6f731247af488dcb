import { announceIncident } from './announce-incident.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/** Publishes incidents whose time of holding is over and that still last; returns their ids. */
export async function publishHeldIncidents(ctx: CommandContext): Promise<string[]> {
  const due = await ctx.db
    .selectFrom('incident')
    .select('id')
    .where('resolvedAt', 'is', null)
    .where('publishedAt', 'is', null)
    .where('publishAt', '<=', ctx.now())
    .execute();
  const published: string[] = [];
  for (const { id } of due) if (await publishHeld(ctx, id)) published.push(id);
  return published;
}

function publishHeld(ctx: CommandContext, incidentId: string): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    // Whoever lets the incident grow at this moment has read that it is unpublished, and would write so again.
    await lockOutageChanges(ctx);
    const now = ctx.now();
    const row = await ctx.db
      .updateTable('incident')
      .set({ publishedAt: now, publishAt: null, updatedAt: now })
      .where('id', '=', incidentId)
      .where('publishedAt', 'is', null)
      .where('resolvedAt', 'is', null)
      .where('publishAt', '<=', now)
      .returning('id')
      .executeTakeFirst();
    if (!row) return false;
    await announceIncident(ctx, { incidentId, kind: 'incident.opened' });
    return true;
  });
}
