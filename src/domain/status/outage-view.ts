import { unexplainedParts } from '../maintenance/explained.ts';
import type { AnnouncedSpan } from '../maintenance/spans.ts';
import type { Instant } from '../time.ts';
import type { OutageSource, OutageState } from '../words.ts';
import type { NamedService, OutageFacts } from './facts.ts';

/** Whether announced maintenance explains all of what our checks saw. */
export function isMaintenance(outage: OutageFacts, maintenance: readonly AnnouncedSpan[], now: Instant): boolean {
  if (outage.source !== 'measured' || outage.incidentId !== null) return false;
  return unexplainedParts(maintenance, outage, now).length === 0;
}

/** What an outage is called: down when any of its phases was. */
export function worstState(outage: Pick<OutageFacts, 'phases'>): OutageState {
  return outage.phases.some((phase) => phase.state === 'down') ? 'down' : 'degraded';
}

export interface SourceColumn {
  readonly source: OutageSource;
  readonly outages: readonly (OutageFacts & { readonly service: NamedService })[];
}

/** Outages by who says so, each source in its own column, oldest first. */
export function outagesBySource(outages: readonly OutageFacts[], services: readonly NamedService[]): SourceColumn[] {
  return (['measured', 'declared', 'provider'] as const)
    .map((source) => ({
      source,
      outages: outages
        .filter((outage) => outage.source === source)
        .flatMap((outage) => {
          const service = services.find(({ id }) => id === outage.serviceId);
          return service ? [{ ...outage, service }] : [];
        })
        .toSorted((a, b) => a.startedAt - b.startedAt),
    }))
    .filter((column) => column.outages.length > 0);
}
