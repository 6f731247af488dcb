import { INCIDENT_IMPACTS, type IncidentImpact, VISIBILITIES, type Visibility } from '../words.ts';

/** The worst of some impacts; `none` when there is none. */
export function worstImpact(impacts: readonly IncidentImpact[]): IncidentImpact {
  return INCIDENT_IMPACTS.findLast((impact) => impacts.includes(impact)) ?? 'none';
}

/** An incident may be seen by whoever may see one of its services. */
export function widestVisibility(visibilities: readonly Visibility[]): Visibility {
  return VISIBILITIES.find((visibility) => visibilities.includes(visibility)) ?? 'operators';
}
