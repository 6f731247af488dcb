import { listFlapping, listQuietServices, type QuietService } from '#db/queries/flapping';
import { wasToldOver } from '#db/queries/incident-story';
import { listOutagesOfIncidents } from '#db/queries/outages';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { tellPartlyOver } from './tell-partly-over.ts';

/** Says in incidents that go on which of their services flapped and have stayed well since; returns those services. */
export async function tellStayedWell(ctx: CommandContext): Promise<QuietService[]> {
  if ((await listUntold(ctx)).length === 0) return [];
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const untold = await listUntold(ctx);
    const told: QuietService[] = [];
    for (const [incidentId, ended] of Map.groupBy(untold, (service) => service.incidentId)) {
      const incident = await ctx.db
        .selectFrom('incident')
        .selectAll()
        .where('id', '=', incidentId)
        .executeTakeFirstOrThrow();
      const outages = await listOutagesOfIncidents(ctx.db, [incidentId]);
      // One of our checks that only waits until all have stayed well is resolved then, which says as much.
      if (incident.source === 'measured' && outages.every(({ endedAt }) => endedAt !== null)) continue;
      await tellPartlyOver(ctx, { incident, outages, ended });
      told.push(...ended);
    }
    return told;
  });
}

async function listUntold(ctx: CommandContext): Promise<QuietService[]> {
  const untold: QuietService[] = [];
  for (const service of await listQuietServices(ctx.db, ctx.now())) {
    const flapping = await listFlapping(ctx.db, service.incidentId);
    if (!flapping.some(({ serviceId }) => serviceId === service.serviceId)) continue;
    if (!(await wasToldOver(ctx.db, service))) untold.push(service);
  }
  return untold;
}
