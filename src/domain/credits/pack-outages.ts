import { clipIntervals, intersectIntervals, unionMs } from '../interval.ts';
import type { Instant } from '../time.ts';
import type { OutageSource, OutageState, Surface } from '../words.ts';
import type { EvidenceOutage, EvidencePhase } from './evidence.ts';
import type { PackFacts, PackIncident, PackNames } from './pack-facts.ts';

/** One stretch of an outage in one state, clipped to what the claim is about. */
export interface PackOutage {
  /** Counts from 1; the same in text, file and PDF. */
  readonly no: number;
  readonly outageId: string;
  readonly revision: number;
  readonly serviceId: string;
  readonly names: PackNames;
  readonly source: OutageSource;
  readonly state: OutageState;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly ongoing: boolean;
  readonly surfaces: readonly Surface[];
  readonly locations: readonly string[];
  readonly sharePpm: number | null;
  /** How much of it the arithmetic counts as downtime. */
  readonly countedMs: number;
  readonly incident: PackIncident | null;
}

/** Every outage of the chosen services in the window, phase by phase, the earliest first. */
export function packOutages(facts: PackFacts, serviceIds: readonly string[]): PackOutage[] {
  return facts.evidence.outages
    .filter(({ serviceId }) => serviceIds.includes(serviceId))
    .flatMap((outage) => outage.phases.flatMap((phase) => packPhase(facts, outage, phase)))
    .toSorted((a, b) => a.startedAt - b.startedAt || (a.outageId < b.outageId ? -1 : 1))
    .map((row, index) => ({ ...row, no: index + 1 }));
}

function packPhase(facts: PackFacts, outage: EvidenceOutage, phase: EvidencePhase): Omit<PackOutage, 'no'>[] {
  const { window, asOf } = facts.window.assessment;
  const { startsAt, endsAt } = facts.evidence.contract;
  const span = {
    startedAt: Math.max(window.startedAt, startsAt),
    endedAt: Math.min(window.endedAt, endsAt ?? window.endedAt),
  };
  const [clipped] = clipIntervals([{ startedAt: phase.startedAt, endedAt: phase.endedAt ?? asOf }], span);
  if (!clipped) return [];
  const line = facts.window.lines.find(({ serviceId }) => serviceId === outage.serviceId)?.line;
  return [
    {
      outageId: outage.id,
      revision: outage.revision,
      serviceId: outage.serviceId,
      names: facts.names.get(outage.serviceId) ?? {},
      source: outage.source,
      state: phase.state,
      ...clipped,
      ongoing: phase.endedAt === null,
      surfaces: phase.surfaces,
      locations: phase.locations,
      sharePpm: phase.sharePpm,
      countedMs: unionMs(intersectIntervals([clipped], line?.downtime.intervals ?? [])),
      incident: facts.incidents.find(({ outageId }) => outageId === outage.id) ?? null,
    },
  ];
}
