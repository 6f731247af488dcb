import type { CommandContext } from './context.ts';
import { resolveRecoveredIncident } from './resolve-recovered-incident.ts';

/** Resolves incidents whose flapping services have stayed well for as long as asked; returns their ids. */
export async function resolveQuietIncidents(ctx: CommandContext): Promise<string[]> {
  const due = await ctx.db
    .selectFrom('incident')
    .select('id')
    .where('quietAt', '<=', ctx.now())
    .where('resolvedAt', 'is', null)
    .orderBy('quietAt')
    .execute();
  const resolved: string[] = [];
  for (const { id } of due) {
    if ((await resolveRecoveredIncident(ctx, { incidentId: id })).resolved) resolved.push(id);
  }
  return resolved;
}
