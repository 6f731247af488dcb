import type { Selectable } from 'kysely';
import type { Outage } from '#db/queries/outages';
import type { IncidentTable } from '#db/schema/incidents';
import { announceIncident } from './announce-incident.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';
import { noteFlapping } from './note-flapping.ts';

export interface ResumeIncidentInput {
  readonly incident: Selectable<IncidentTable>;
  readonly outage: Pick<Outage, 'serviceId' | 'state'>;
  /** Whether the service comes and goes in this incident. */
  readonly flaps: boolean;
}

/**
 * Lets an incident our checks opened go on because an outage of one of its services came back, or had not been over. What was
 * resolved is opened again and told; while it flaps, only the line that counts changes.
 */
export async function resumeIncident(ctx: CommandContext, input: ResumeIncidentInput): Promise<void> {
  const { incident, outage, flaps } = input;
  const incidentId = incident.id;
  const wasResolved = incident.resolvedAt !== null;
  const stage = wasResolved || incident.quietAt !== null ? 'investigating' : incident.stage;
  await ctx.db
    .updateTable('incident')
    .set({ stage, resolvedAt: null, quietAt: null, updatedAt: ctx.now() })
    .where('id', '=', incidentId)
    .execute();
  if (flaps) await noteFlapping(ctx, { incidentId, stage });
  else if (wasResolved) {
    const automatic = { kind: 'failing', serviceIds: [outage.serviceId], state: outage.state } as const;
    await appendAutomaticUpdate(ctx, { incidentId, stage, automatic });
  }
  if (wasResolved) await announceIncident(ctx, { incidentId, kind: 'incident.updated' });
}
