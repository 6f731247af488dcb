import type { OutageSource, OutageState } from '../words.ts';
import type { NamedService, OutageFacts } from './facts.ts';

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
