import type { IncidentImpact, OutageState } from '../words.ts';

/**
 * How a service stands in an incident, by the incident's own outages of it: `down` or `degraded` while one is open, `recovered`
 * when they are over, `returning` when they are over and it came back before, `unwatched` when the last of them ended because
 * nobody looked any more, `taken-back` when none of them counts.
 */
export type Standing = OutageState | 'recovered' | 'returning' | 'unwatched' | 'taken-back';

export interface StandingService {
  /** Null where the incident has no outage of it, and of what is over; absent where nobody asked. */
  readonly standing?: Standing | null;
}

export interface NamedByState<S> {
  readonly down: readonly S[];
  readonly degraded: readonly S[];
}

/** The services an incident is about at this moment; all that ever counted where it is over or none fails right now. */
export function servicesToName<S extends StandingService>(services: readonly S[]): readonly S[] {
  const choices: readonly (readonly S[])[] = [
    services.filter(isAffected),
    services.filter(({ standing }) => standing === 'returning'),
    services.filter(({ standing }) => standing !== 'taken-back'),
  ];
  return choices.find((chosen) => chosen.length > 0) ?? services;
}

/** Those of an open incident that were seen to work again. */
export function wellAgain<S extends StandingService>(services: readonly S[]): readonly S[] {
  return services.some(isAffected)
    ? services.filter((service) => !isAffected(service) && service.standing !== 'unwatched')
    : [];
}

/** The same services by how bad they are; where no outage says so, the impact of the incident does. */
export function byState<S extends StandingService>(services: readonly S[], impact: IncidentImpact): NamedByState<S> {
  const overall: OutageState = impact === 'minor' ? 'degraded' : 'down';
  const stateOf = ({ standing }: S): OutageState =>
    standing === 'down' || standing === 'degraded' ? standing : overall;
  return {
    down: services.filter((service) => stateOf(service) === 'down'),
    degraded: services.filter((service) => stateOf(service) === 'degraded'),
  };
}

function isAffected({ standing }: StandingService): boolean {
  return standing === undefined || standing === null || standing === 'down' || standing === 'degraded';
}
