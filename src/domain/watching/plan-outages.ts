import type { Instant } from '../time.ts';
import { OUTAGE_STATES, type OutageState, SURFACES, type Surface } from '../words.ts';

/** A confirmed failing span of one check; open while `endedAt` is null. */
export interface FailureSpan {
  readonly checkId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** What the service becomes while this check fails. */
  readonly impact: OutageState;
  readonly surface: Surface;
}

export interface PlannedPhase {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
}

export interface PlannedOutage {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** The worst of its phases. */
  readonly state: OutageState;
  readonly phases: readonly PlannedPhase[];
  readonly spans: readonly FailureSpan[];
}

/**
 * The outages a service's failing checks amount to: in any order of spans the same ones, each without a hole, in phases that
 * touch and differ. A service is as bad as the worst of its failing checks.
 */
export function planOutages(spans: readonly FailureSpan[]): PlannedOutage[] {
  const sorted = spans
    .filter((span) => endOf(span) > span.startedAt)
    .toSorted((a, b) => a.startedAt - b.startedAt || endOf(a) - endOf(b) || (a.checkId < b.checkId ? -1 : 1));
  const groups: FailureSpan[][] = [];
  let coveredUntil = -1;
  for (const span of sorted) {
    const group = groups.at(-1);
    if (group && span.startedAt <= coveredUntil) group.push(span);
    else groups.push([span]);
    coveredUntil = Math.max(coveredUntil, endOf(span));
  }
  return groups.map(toOutage);
}

function toOutage(spans: readonly FailureSpan[]): PlannedOutage {
  const phases = planPhases(spans);
  const first = phases[0]?.startedAt ?? 0;
  const state = worstState(phases.map((phase) => phase.state));
  return { startedAt: first, endedAt: phases.at(-1)?.endedAt ?? null, state, phases, spans };
}

function planPhases(spans: readonly FailureSpan[]): PlannedPhase[] {
  const edges = [...new Set(spans.flatMap((span) => [span.startedAt, endOf(span)]))].toSorted((a, b) => a - b);
  const phases: PlannedPhase[] = [];
  for (const [index, startedAt] of edges.slice(0, -1).entries()) {
    const until = edges[index + 1] ?? Number.POSITIVE_INFINITY;
    const active = spans.filter((span) => span.startedAt <= startedAt && endOf(span) > startedAt);
    const failing = new Set(active.map((span) => span.surface));
    const phase: PlannedPhase = {
      startedAt,
      endedAt: until === Number.POSITIVE_INFINITY ? null : until,
      state: worstState(active.map((span) => span.impact)),
      surfaces: SURFACES.filter((surface) => failing.has(surface)),
    };
    const last = phases.at(-1);
    if (last && looksLike(last, phase)) phases[phases.length - 1] = { ...last, endedAt: phase.endedAt };
    else phases.push(phase);
  }
  return phases;
}

/** The worst of some states; `degraded` when there is none. */
export function worstState(states: readonly OutageState[]): OutageState {
  return OUTAGE_STATES.findLast((state) => states.includes(state)) ?? 'degraded';
}

function looksLike(a: PlannedPhase, b: PlannedPhase): boolean {
  return a.state === b.state && a.surfaces.join() === b.surfaces.join();
}

function endOf(span: FailureSpan): number {
  return span.endedAt ?? Number.POSITIVE_INFINITY;
}
