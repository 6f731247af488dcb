import type { Selectable } from 'kysely';
import { listFlapping } from '#db/queries/flapping';
import type { Outage } from '#db/queries/outages';
import type { IncidentTable } from '#db/schema/incidents';
import type { LastWord, Remaining } from '#domain/watching/automatic-text';
import { hasStayedWell } from '#domain/watching/flapping';
import type { OutageState } from '#domain/words';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';
import { noteIncidentNews } from './note-incident-news.ts';

/** A service of which an outage ended, and why, where it did not recover. */
export interface EndedService {
  readonly serviceId: string;
  readonly lastWord?: LastWord | undefined;
}

interface PartlyOver {
  readonly incident: Selectable<IncidentTable>;
  readonly outages: readonly Outage[];
  readonly ended: readonly EndedService[];
}

/** Says which services of an incident are well again while it goes on; what comes and goes is well once it has stayed so. */
export async function tellPartlyOver(ctx: CommandContext, { incident, outages, ended }: PartlyOver): Promise<void> {
  const incidentId = incident.id;
  const open = outages.filter(({ endedAt }) => endedAt === null);
  const unsettled = (await listFlapping(ctx.db, incidentId)).filter((flapping) => !hasStayedWell(flapping, ctx.now()));
  const silent = new Set([...open, ...unsettled].map(({ serviceId }) => serviceId));
  const over = ended.filter(({ serviceId }) => !silent.has(serviceId));
  if (over.length === 0) return;
  const remaining = remainingOf(open);
  for (const [lastWord, services] of Map.groupBy(over, (service) => service.lastWord)) {
    const serviceIds = [...new Set(services.map(({ serviceId }) => serviceId))];
    const automatic = { kind: lastWord ?? 'recovered', serviceIds, remaining } as const;
    await appendAutomaticUpdate(ctx, { incidentId, stage: incident.stage, automatic });
  }
  await ctx.db.updateTable('incident').set({ updatedAt: ctx.now() }).where('id', '=', incidentId).execute();
  await noteIncidentNews(ctx, incidentId);
}

function remainingOf(open: readonly Outage[]): Remaining {
  const idsOf = (state: OutageState): string[] => [
    ...new Set(open.filter((outage) => stateNow(outage) === state).map(({ serviceId }) => serviceId)),
  ];
  const down = idsOf('down');
  return { down, degraded: idsOf('degraded').filter((id) => !down.includes(id)) };
}

function stateNow({ phases, state }: Outage): OutageState {
  return phases.find(({ endedAt }) => endedAt === null)?.state ?? state;
}
