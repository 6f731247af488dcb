import type { IncidentImpact, IncidentStage, OutageSource, OutageState, Surface } from '#domain/words';

/** Words of the operators' incident desk, which is in English. */
export const STAGE_WORDS: Readonly<Record<IncidentStage, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
};

export const IMPACT_WORDS: Readonly<Record<IncidentImpact, string>> = {
  none: 'Information',
  minor: 'Minor',
  major: 'Major',
  critical: 'Critical',
};

export const IMPACT_HINTS: Readonly<Record<IncidentImpact, string>> = {
  none: 'Worth knowing, but nothing is disturbed. Never in the headline.',
  minor: 'Slow or failing for some.',
  major: 'A service is down, or much of it fails.',
  critical: 'Most of what people need is down.',
};

export const SOURCE_WORDS: Readonly<Record<OutageSource, string>> = {
  measured: 'measured by our checks',
  declared: 'declared by hand',
  provider: 'stated by the provider',
};

export const STATE_WORDS: Readonly<Record<OutageState, string>> = { degraded: 'Degraded', down: 'Down' };

export const SURFACE_WORDS: Readonly<Record<Surface, string>> = {
  web: 'Web',
  protocol: 'Mail and other protocols',
  mobile: 'Mobile apps',
  api: 'API',
};
