import type { Selectable } from 'kysely';
import type { IncidentTable } from '#db/schema/incidents';
import { type CommandContext, DomainError, requireOperator } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/** The incident an operator is about to change; checks, feeds and other operators wait until this transaction ends. */
export async function lockIncident(ctx: CommandContext, incidentId: string): Promise<Selectable<IncidentTable>> {
  requireOperator(ctx, 'incidents');
  await lockOutageChanges(ctx);
  const incident = await ctx.db.selectFrom('incident').selectAll().where('id', '=', incidentId).executeTakeFirst();
  if (!incident) throw new DomainError('not-found', 'There is no such incident.');
  return incident;
}
