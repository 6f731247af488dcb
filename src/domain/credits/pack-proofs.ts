import type { Surface } from '../words.ts';
import type { PackFacts, PackIncident, PackTicket } from './pack-facts.ts';
import type { PackOutage } from './pack-outages.ts';

/** A check of ours and how many outages it saw. */
export interface SeenByCheck {
  readonly name: string;
  readonly kind: string;
  readonly surface: Surface;
  readonly intervalMs: number;
  readonly outages: number;
}

/** The three kinds of proof; none alone is one, so each says whether the pack has it. */
export interface PackProofs {
  readonly provider: { readonly has: boolean; readonly listens: boolean; readonly incidents: readonly PackIncident[] };
  readonly measured: {
    readonly has: boolean;
    /** Whether any of the services was measured at all. */
    readonly looked: boolean;
    readonly outages: number;
    readonly checks: readonly SeenByCheck[];
  };
  readonly tickets: { readonly has: boolean; readonly list: readonly PackTicket[] };
}

/** Which of the three kinds of proof there are for the outages of a pack. */
export function packProofs(facts: PackFacts, outages: readonly PackOutage[]): PackProofs {
  const services = facts.evidence.services.filter(({ id }) => outages.some(({ serviceId }) => serviceId === id));
  const incidents = ownIncidents(outages);
  const measured = new Set(outages.filter(({ source }) => source === 'measured').map(({ outageId }) => outageId));
  const list = facts.tickets.filter((ticket) => speaksOf(ticket, outages)).toSorted((a, b) => a.no - b.no);
  return {
    provider: {
      has: incidents.length > 0 || outages.some(({ source }) => source === 'provider'),
      listens: services.some(({ statedBy }) => statedBy !== null),
      incidents,
    },
    measured: {
      has: measured.size > 0,
      looked: services.some(({ measuredSince }) => measuredSince !== null),
      outages: measured.size,
      checks: checksThatSaw(facts, measured),
    },
    tickets: { has: list.length > 0, list },
  };
}

/** Published under the provider's own number; ours are no proof of its. */
function ownIncidents(outages: readonly PackOutage[]): PackIncident[] {
  const found = outages.flatMap(({ incident }) => (incident?.externalId ? [incident] : []));
  return [...new Map(found.map((incident) => [incident.externalId, incident])).values()];
}

function checksThatSaw({ checks }: PackFacts, measured: ReadonlySet<string>): SeenByCheck[] {
  const seen = checks.filter(({ outageId }) => measured.has(outageId));
  const grouped = Map.groupBy(seen, ({ name, kind, surface }) => [name, kind, surface].join('\n'));
  return [...grouped.values()].flatMap(([first, ...more]) =>
    first
      ? [
          {
            name: first.name,
            kind: first.kind,
            surface: first.surface,
            intervalMs: first.intervalMs,
            outages: new Set([first, ...more].map(({ outageId }) => outageId)).size,
          },
        ]
      : [],
  );
}

/** Tied to one of the outages, or about a service while it was out. */
function speaksOf(ticket: PackTicket, outages: readonly PackOutage[]): boolean {
  if (ticket.outageIds.length > 0) return outages.some(({ outageId }) => ticket.outageIds.includes(outageId));
  return outages.some(
    ({ serviceId, startedAt, endedAt }) =>
      serviceId === ticket.serviceId && ticket.occurredAt >= startedAt && ticket.occurredAt < endedAt,
  );
}
