import { type Instant, MINUTE_MS } from '../time.ts';
import type { IncidentFacts, NamedService } from './facts.ts';
import type { StateSince } from './service-state.ts';

export interface HeadlineProblem {
  readonly state: 'down' | 'degraded';
  /** In the order of the page. */
  readonly services: readonly (NamedService & { readonly since: Instant })[];
  /** Of the first of them. */
  readonly since: Instant;
  /** Whether all of them began within one minute, as clocks are read: only then have they a time in common. */
  readonly atOnce: boolean;
}

/** What the sentence on top says, worst first; each list may be empty, and nothing in any of them means: all works. */
export interface Headline {
  readonly problems: readonly HeadlineProblem[];
  /** Open incidents with an impact of which nobody sees that they are over, although none of their services is a problem right now. */
  readonly lingering: readonly IncidentFacts[];
  /** Open ones all of whose services work again: they keep “all works” away, and are nothing beside what fails. */
  readonly settled: readonly IncidentFacts[];
  /** Under announced maintenance. */
  readonly maintenance: readonly NamedService[];
  /** When the last of it ends. */
  readonly maintenanceUntil: Instant | null;
  readonly unknown: readonly NamedService[];
  /** Never seen so far: no trouble, but nothing that is known to work. */
  readonly unseenYet: readonly NamedService[];
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
  const unknown = services.filter(({ state, isNew }) => state === 'unknown' && !isNew);
  const unseenYet = services.filter(({ isNew }) => isNew);
  const sinces = unknown.map(({ since }) => since).filter((since) => since !== null);
  const open = incidents
    .filter(({ resolvedAt, impact }) => resolvedAt === null && impact !== 'none')
    .filter((incident) => !incident.services.some(({ id }) => troubled.has(id)))
    .toSorted((a, b) => a.startedAt - b.startedAt);
  const working = new Set(services.filter(({ state }) => state === 'operational').map(({ id }) => id));
  const isSettled = ({ services }: IncidentFacts): boolean =>
    services.length > 0 && services.every(({ id }) => working.has(id));
  return {
    problems,
    lingering: open.filter((incident) => !isSettled(incident)),
    settled: problems.length > 0 ? [] : open.filter(isSettled),
    maintenance,
    maintenanceUntil: ends.length > 0 ? Math.max(...ends) : null,
    unknown,
    unseenYet,
    unknownSince: sinces.length > 0 ? Math.min(...sinces) : null,
    workingCount: services.length - troubled.size - maintenance.length - unknown.length - unseenYet.length,
    total: services.length,
  };
}

function problemOf(
  state: 'down' | 'degraded',
  services: readonly (NamedService & StateSince)[],
): HeadlineProblem | undefined {
  const affected = services.flatMap(({ id, slug, names, since, ...service }) =>
    service.state === state && since !== null ? [{ id, slug, names, since }] : [],
  );
  if (affected.length === 0) return undefined;
  const sinces = affected.map(({ since }) => since);
  const atOnce = new Set(sinces.map((since) => Math.floor(since / MINUTE_MS))).size === 1;
  return { state, services: affected, since: Math.min(...sinces), atOnce };
}
