import type { Instant } from '../time.ts';
import type { IncidentFacts, NamedService } from './facts.ts';
import type { StateSince } from './service-state.ts';

export interface HeadlineProblem {
  readonly state: 'down' | 'degraded';
  readonly services: readonly NamedService[];
  /** Of the first of them. */
  readonly since: Instant;
}

/** What the sentence on top says, worst first; each list may be empty, and nothing in any of them means: all works. */
export interface Headline {
  readonly problems: readonly HeadlineProblem[];
  /** Open incidents with an impact none of whose services is a problem right now: they still keep “all works” away. */
  readonly lingering: readonly IncidentFacts[];
  /** Under announced maintenance. */
  readonly maintenance: readonly NamedService[];
  /** When the last of it ends. */
  readonly maintenanceUntil: Instant | null;
  readonly unknown: readonly NamedService[];
  readonly unknownSince: Instant | null;
  readonly workingCount: number;
  readonly total: number;
}

export interface HeadlineInput {
  readonly services: readonly (NamedService & StateSince)[];
  /** Informations and resolved incidents among them do not matter here. */
  readonly incidents: readonly IncidentFacts[];
}

export function headline({ services, incidents }: HeadlineInput): Headline {
  const problems = (['down', 'degraded'] as const)
    .map((state) => problemOf(state, services))
    .filter((problem) => problem !== undefined);
  const troubled = new Set(problems.flatMap((problem) => problem.services.map(({ id }) => id)));
  const maintenance = services.filter(({ state }) => state === 'maintenance');
  const ends = maintenance.map(({ until }) => until).filter((until) => until !== undefined);
  const unknown = services.filter(({ state }) => state === 'unknown');
  const sinces = unknown.map(({ since }) => since).filter((since) => since !== null);
  return {
    problems,
    lingering: incidents
      .filter(({ resolvedAt, impact }) => resolvedAt === null && impact !== 'none')
      .filter((incident) => !incident.services.some(({ id }) => troubled.has(id)))
      .toSorted((a, b) => a.startedAt - b.startedAt),
    maintenance,
    maintenanceUntil: ends.length > 0 ? Math.max(...ends) : null,
    unknown,
    unknownSince: sinces.length > 0 ? Math.min(...sinces) : null,
    workingCount: services.length - troubled.size - maintenance.length - unknown.length,
    total: services.length,
  };
}

function problemOf(
  state: 'down' | 'degraded',
  services: readonly (NamedService & StateSince)[],
): HeadlineProblem | undefined {
  const affected = services.filter((service) => service.state === state);
  const sinces = affected.map(({ since }) => since).filter((since) => since !== null);
  return affected.length > 0 ? { state, services: affected, since: Math.min(...sinces) } : undefined;
}
