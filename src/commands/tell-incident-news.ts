import { announceIncident } from './announce-incident.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/** Tells subscribers of incidents that changed by themselves, in one notice for all that changed meanwhile; returns their ids. */
export async function tellIncidentNews(ctx: CommandContext, input: { readonly waitMs: number }): Promise<string[]> {
  const due = await ctx.db
    .selectFrom('incidentNews')
    .select('incidentId')
    .where('at', '<=', ctx.now() - input.waitMs)
    .orderBy('at')
    .execute();
  const told: string[] = [];
  for (const { incidentId } of due) if (await tell(ctx, incidentId)) told.push(incidentId);
  return told;
}

function tell(ctx: CommandContext, incidentId: string): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    // Of two processes the second finds it told, as does whoever comes after an update that told it already.
    const row = await ctx.db
      .selectFrom('incidentNews')
      .select('incidentId')
      .where('incidentId', '=', incidentId)
      .executeTakeFirst();
    if (row) await announceIncident(ctx, { incidentId, kind: 'incident.updated' });
    return row !== undefined;
  });
}
