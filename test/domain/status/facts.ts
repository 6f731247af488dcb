import type { CheckFacts, IncidentFacts, OutageFacts, ServiceFacts } from '#domain/status/facts';
import type { OutageState } from '#domain/words';

export const at = (text: string): number => Date.parse(text);
export const NOW = at('2026-11-22T12:00:00Z');

let serial = 0;

/** A service seen by one check for a year, sampled a moment ago. */
export function service(given: Partial<ServiceFacts> = {}): ServiceFacts {
  serial += 1;
  return {
    id: `service-${serial}`,
    slug: `service-${serial}`,
    names: { en: `Service ${serial}` },
    descriptions: {},
    groupId: null,
    provider: null,
    checks: [check()],
    formerChecks: [],
    outages: [],
    maintenance: [],
    ...given,
  };
}

export function check(given: Partial<CheckFacts> = {}): CheckFacts {
  return {
    surface: 'web',
    ...{ intervalMs: 30_000, timeoutMs: 10_000 },
    polledFrom: 'here',
    createdAt: at('2025-11-22T00:00:00Z'),
    pausedAt: null,
    lastSampleAt: NOW - 10_000,
    isJudged: true,
    firstUpAt: at('2025-11-22T00:00:00Z'),
    gaps: [],
    ...given,
  };
}

/** An outage of one phase. */
export function outage(
  from: string,
  to: string | null,
  given: Partial<OutageFacts> & { state?: OutageState } = {},
): OutageFacts {
  const { state = 'down', ...columns } = given;
  serial += 1;
  const span = { startedAt: at(from), endedAt: to === null ? null : at(to) };
  return {
    id: `outage-${serial}`,
    serviceId: 'service',
    source: 'measured',
    provider: null,
    incidentId: null,
    ...span,
    phases: [{ ...span, state, surfaces: [], locations: [], sharePpm: null }],
    ...columns,
  };
}

export function incident(services: readonly ServiceFacts[], given: Partial<IncidentFacts> = {}): IncidentFacts {
  serial += 1;
  return {
    id: `incident-${serial}`,
    title: `Incident ${serial}`,
    lang: 'en',
    impact: 'major',
    stage: 'investigating',
    startedAt: at('2026-11-22T11:00:00Z'),
    resolvedAt: null,
    services,
    ...given,
  };
}
