import { INCIDENT_IMPACTS, type IncidentImpact, type OutageState, VISIBILITIES, type Visibility } from '../words.ts';

/** The worst of some impacts; `none` when there is none. */
export function worstImpact(impacts: readonly IncidentImpact[]): IncidentImpact {
  return INCIDENT_IMPACTS.findLast((impact) => impacts.includes(impact)) ?? 'none';
}

/** The least that an incident with an outage in this state is said to be. */
export function impactOfState(state: OutageState): IncidentImpact {
  return state === 'down' ? 'major' : 'minor';
}

/** An incident may be seen by whoever may see one of its services. */
export function widestVisibility(visibilities: readonly Visibility[]): Visibility {
  return VISIBILITIES.find((visibility) => visibilities.includes(visibility)) ?? 'operators';
}
