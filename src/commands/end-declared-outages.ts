import { listOutagesOfIncidents } from '#db/queries/outages';
import { type CommandContext, DomainError } from './context.ts';
import { endStatedOutage } from './end-outage.ts';

/** Ends what people declared in an incident that is over; refused while our own checks still see an outage of it. */
export async function endDeclaredOutages(ctx: CommandContext, incidentId: string): Promise<void> {
  const open = (await listOutagesOfIncidents(ctx.db, [incidentId])).filter((outage) => outage.endedAt === null);
  if (open.some((outage) => outage.source === 'measured')) {
    const sentence =
      'Our checks still see an outage of this incident, so it cannot be called resolved. Choose “monitoring” until they succeed.';
    throw new DomainError('conflict', sentence, 'stage');
  }
  for (const outage of open.filter((outage) => outage.source === 'declared')) {
    await endStatedOutage(ctx, { outageId: outage.id, endedAt: ctx.now() });
  }
}
