import { findUnexplainedStart } from '#db/queries/maintenance-outages';
import type { CommandContext } from './context.ts';

/** Lets an incident begin with the first of its outages that counts, unless a person said when it began or a provider did. */
export async function dateIncident(ctx: CommandContext, incidentId: string): Promise<void> {
  const incident = await ctx.db
    .selectFrom('incident')
    .select(['source', 'startSetAt', 'startedAt', 'resolvedAt'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
  if (!incident || incident.source === 'provider' || incident.startSetAt !== null) return;
  const startedAt = await findFirstStart(ctx, incidentId);
  if (startedAt === undefined || startedAt === incident.startedAt) return;
  const resolvedAt = incident.resolvedAt === null ? null : Math.max(incident.resolvedAt, startedAt);
  await ctx.db
    .updateTable('incident')
    .set({ startedAt, resolvedAt, updatedAt: ctx.now() })
    .where('id', '=', incidentId)
    .execute();
}

/** What our checks saw begins for an incident where announced maintenance no longer explains it. */
async function findFirstStart(ctx: CommandContext, incidentId: string): Promise<number | undefined> {
  const outages = await ctx.db
    .selectFrom('outage')
    .select(['serviceId', 'source', 'startedAt', 'endedAt'])
    .where('incidentId', '=', incidentId)
    .where('retractedAt', 'is', null)
    .orderBy('startedAt')
    .execute();
  let first: number | undefined;
  for (const outage of outages) {
    if (first !== undefined && outage.startedAt >= first) break;
    const unexplained =
      outage.source === 'measured' ? await findUnexplainedStart(ctx.db, outage, ctx.now()) : outage.startedAt;
    const startedAt = unexplained ?? outage.startedAt;
    first = Math.min(first ?? startedAt, startedAt);
  }
  return first;
}
