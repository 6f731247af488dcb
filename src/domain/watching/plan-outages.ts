import type { Instant } from '../time.ts';
import { type BelowRule, type DownWhen, OUTAGE_STATES, type OutageState, SURFACES, type Surface } from '../words.ts';

export interface Span {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** A confirmed failing or slow span of one check; open while `endedAt` is null. */
export interface FailureSpan extends Span {
  readonly checkId: string;
  /** What the service becomes while this check fails; `down` as far as the service's rule agrees. */
  readonly impact: OutageState;
  readonly surface: Surface;
}

/** When failing checks make their service down. */
export interface DownRule {
  readonly downWhen: DownWhen;
  /** How many must fail, for `at-least`. */
  readonly downCount: number;
  /** What the service is while fewer fail. */
  readonly otherwise: BelowRule;
  /** When each check that could make it down was in use: `all` means all that were at the time. */
  readonly voters: readonly Span[];
}

export const ANY_CHECK: DownRule = { downWhen: 'any', downCount: 1, otherwise: 'degraded', voters: [] };

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
  /** The check that began it. */
  readonly checkId: string;
}

/**
 * The outages a service's failing checks amount to under its rule: in any order of spans the same ones, each without a hole, in
 * phases that touch and differ.
 */
export function planOutages(spans: readonly FailureSpan[], rule: DownRule = ANY_CHECK): PlannedOutage[] {
  const outages: PlannedOutage[] = [];
  for (const phase of planPhases(spans, rule)) {
    const last = outages.at(-1);
    if (last && last.endedAt === phase.startedAt) outages[outages.length - 1] = lengthen(last, phase);
    else outages.push({ ...spanOf(phase), phases: [phase], checkId: firstFailing(spans, phase.startedAt) });
  }
  return outages;
}

function spanOf({ startedAt, endedAt, state }: PlannedPhase): PlannedPhase | Omit<PlannedPhase, 'surfaces'> {
  return { startedAt, endedAt, state };
}

function lengthen(outage: PlannedOutage, phase: PlannedPhase): PlannedOutage {
  const phases = [...outage.phases, phase];
  return { ...outage, endedAt: phase.endedAt, state: worstState([outage.state, phase.state]), phases };
}

function firstFailing(spans: readonly FailureSpan[], at: Instant): string {
  const failing = spans.filter((span) => covers(span, at));
  return failing.toSorted((a, b) => b.startedAt - a.startedAt || (a.checkId < b.checkId ? -1 : 1))[0]?.checkId ?? '';
}

function planPhases(spans: readonly FailureSpan[], rule: DownRule): PlannedPhase[] {
  const edges = edgesOf(spans, rule);
  const phases: PlannedPhase[] = [];
  for (const [index, startedAt] of edges.slice(0, -1).entries()) {
    const until = edges[index + 1] ?? Number.POSITIVE_INFINITY;
    const active = spans.filter((span) => covers(span, startedAt));
    const state = stateUnder(rule, active, startedAt);
    if (state === null) continue;
    const failing = new Set(active.map((span) => span.surface));
    const endedAt = until === Number.POSITIVE_INFINITY ? null : until;
    const phase = { startedAt, endedAt, state, surfaces: SURFACES.filter((surface) => failing.has(surface)) };
    const last = phases.at(-1);
    if (last && looksLike(last, phase)) phases[phases.length - 1] = { ...last, endedAt };
    else phases.push(phase);
  }
  return phases;
}

/** Where something may change: a check begins or ceases to fail, or to be one of all. */
function edgesOf(spans: readonly FailureSpan[], { downWhen, voters }: DownRule): number[] {
  const failing = spans.flatMap((span) => [span.startedAt, endOf(span)]);
  const [first, last] = [Math.min(...failing), Math.max(...failing)];
  const voting = downWhen === 'all' ? voters.flatMap((span) => [span.startedAt, endOf(span)]) : [];
  return [...new Set([...failing, ...voting.filter((at) => first < at && at < last)])].toSorted((a, b) => a - b);
}

/** What a service is while these checks fail; null when that is nothing by its rule. */
function stateUnder(rule: DownRule, active: readonly FailureSpan[], at: Instant): OutageState | null {
  const votes = new Set(active.filter(({ impact }) => impact === 'down').map(({ checkId }) => checkId)).size;
  if (votes >= votesNeeded(rule, at)) return 'down';
  if (active.some(({ impact }) => impact === 'degraded')) return 'degraded';
  return votes > 0 && rule.otherwise === 'degraded' ? 'degraded' : null;
}

function votesNeeded({ downWhen, downCount, voters }: DownRule, at: Instant): number {
  if (downWhen === 'any') return 1;
  return Math.max(1, downWhen === 'all' ? voters.filter((span) => covers(span, at)).length : downCount);
}

/** The worst of some states; `degraded` when there is none. */
export function worstState(states: readonly OutageState[]): OutageState {
  return OUTAGE_STATES.findLast((state) => states.includes(state)) ?? 'degraded';
}

function looksLike(a: PlannedPhase, b: PlannedPhase): boolean {
  return a.endedAt === b.startedAt && a.state === b.state && a.surfaces.join() === b.surfaces.join();
}

function covers(span: Span, at: Instant): boolean {
  return span.startedAt <= at && endOf(span) > at;
}

function endOf(span: Span): number {
  return span.endedAt ?? Number.POSITIVE_INFINITY;
}
