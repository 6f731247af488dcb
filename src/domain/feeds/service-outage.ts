import type { Instant } from '../time.ts';
import type { OutageState, Surface } from '../words.ts';
import type { ProviderIncident, ProviderLocation, ProviderPhase } from './provider-incident.ts';

/** The outage of one service that a provider's incident means. */
export interface StatedOutage {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** The worst of its phases. */
  readonly state: OutageState;
  readonly phases: readonly StatedServicePhase[];
}

export interface StatedServicePhase {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
  readonly locations: readonly ProviderLocation[];
  readonly sharePpm: null;
}

/** What an incident means for a service that stands for some of its products; undefined where it means no outage. */
export function outageOfService(incident: ProviderIncident, productKeys: readonly string[]): StatedOutage | undefined {
  const concerned = incident.phases.filter((phase) => phase.products.some((key) => productKeys.includes(key)));
  const phases = overlay(concerned);
  const [first] = phases;
  if (!first) return undefined;
  const state = phases.some((phase) => phase.state === 'down') ? 'down' : 'degraded';
  return { startedAt: first.startedAt, endedAt: phases.at(-1)?.endedAt ?? null, state, phases };
}

/** Phases of several products laid over each other: at each moment the worst state, and all places. */
function overlay(phases: readonly ProviderPhase[]): StatedServicePhase[] {
  const edges = [...new Set(phases.flatMap((phase) => [phase.startedAt, endOf(phase)]))].toSorted((a, b) => a - b);
  const result: StatedServicePhase[] = [];
  for (const [index, startedAt] of edges.slice(0, -1).entries()) {
    const until = edges[index + 1] ?? Number.POSITIVE_INFINITY;
    const active = phases.filter((phase) => phase.startedAt <= startedAt && endOf(phase) > startedAt);
    if (active.length === 0) continue;
    const next: StatedServicePhase = {
      startedAt,
      endedAt: until === Number.POSITIVE_INFINITY ? null : until,
      state: active.some((phase) => phase.state === 'down') ? 'down' : 'degraded',
      surfaces: [],
      locations: placesOf(active),
      sharePpm: null,
    };
    const last = result.at(-1);
    if (last && continues(last, next)) result[result.length - 1] = { ...last, endedAt: next.endedAt };
    else result.push(next);
  }
  return result;
}

function placesOf(phases: readonly ProviderPhase[]): ProviderLocation[] {
  const byId = new Map(phases.flatMap((phase) => phase.locations).map((place) => [place.id, place] as const));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function continues(last: StatedServicePhase, next: StatedServicePhase): boolean {
  return (
    last.endedAt === next.startedAt &&
    last.state === next.state &&
    last.locations.length === next.locations.length &&
    last.locations.every((place, index) => place.id === next.locations[index]?.id)
  );
}

function endOf(phase: ProviderPhase): number {
  return phase.endedAt ?? Number.POSITIVE_INFINITY;
}
