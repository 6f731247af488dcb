import { clipIntervals, type Interval, intersectIntervals, mergeIntervals, subtractIntervals } from '../interval.ts';
import { explainedTime, maintenanceIn } from '../maintenance/explained.ts';
import type { Instant } from '../time.ts';
import type { OutageSource, OutageState } from '../words.ts';
import type { CheckFacts, OutageFacts, ServiceFacts, Span } from './facts.ts';
import { lookCountsUntil } from './seen-until.ts';

/** What is known of a service in a window: four disjoint sets of intervals; the rest of `recorded` it worked. */
export interface Timeline {
  readonly window: Interval;
  /** From when anybody looked: our checks, or else the provider. Null when nobody does. */
  readonly recordedFrom: Instant | null;
  readonly seenBy: 'checks' | 'provider' | 'nobody';
  readonly down: readonly Interval[];
  readonly degraded: readonly Interval[];
  /** Announced work, and what our checks saw fail because of it. */
  readonly maintenance: readonly Interval[];
  readonly unknown: readonly Interval[];
}

/** Lays outages and gaps of a service out in a window; with `source` only what that source says. */
export function serviceTimeline(service: ServiceFacts, window: Interval, source?: OutageSource): Timeline {
  const seenBy = whoSees(service, source);
  const recordedFrom = firstLook(service, seenBy, window);
  const down = phasesIn(service, 'down', window, source);
  const degraded = subtractIntervals(phasesIn(service, 'degraded', window, source), down);
  const unseen = seenBy === 'checks' ? unseenIntervals(everyCheck(service), window) : [];
  const recorded = recordedFrom === null ? [] : clipIntervals([{ ...window, startedAt: recordedFrom }], window);
  const planned = source === undefined || source === 'measured' ? maintenanceIn(service.maintenance, window) : [];
  const maintenance = subtractIntervals(planned, [...down, ...degraded]);
  const unknown = subtractIntervals(intersectIntervals(unseen, recorded), [...down, ...degraded, ...maintenance]);
  return { window, recordedFrom, seenBy, down, degraded, maintenance, unknown };
}

/** Spans in which none of the checks saw the service. */
export function unseenIntervals(checks: readonly CheckFacts[], window: Interval): Interval[] {
  let common: Interval[] = [window];
  for (const check of checks) {
    common = intersectIntervals(common, unseenBy(check, window));
    // One that saw it all the time is enough.
    if (common.length === 0) return [];
  }
  return common;
}

function unseenBy(check: CheckFacts, window: Interval): Interval[] {
  const spans: Span[] = [{ startedAt: window.startedAt, endedAt: check.createdAt }, ...check.gaps];
  if (check.pausedAt !== null) spans.push({ startedAt: check.pausedAt, endedAt: null });
  // One that begins anew, after a pause for one, has an open gap until its first look.
  const openGap = check.gaps.find(({ endedAt }) => endedAt === null);
  const lastLook = check.lastSampleAt ?? openGap?.startedAt ?? check.createdAt;
  // Whoever is paused is not expected back: until then it looked as often as it should.
  const expectedUntil = Math.min(window.endedAt, check.pausedAt ?? window.endedAt);
  if (expectedUntil > lookCountsUntil(check, lastLook)) spans.push({ startedAt: lastLook, endedAt: null });
  return mergeIntervals(clipIntervals(closed(spans, window), window));
}

function whoSees(service: ServiceFacts, source: OutageSource | undefined): Timeline['seenBy'] {
  if (source !== 'provider' && service.checks.length > 0) return 'checks';
  if (source !== 'measured' && isProvided(service)) return 'provider';
  return source !== 'provider' && service.formerChecks.length > 0 ? 'checks' : 'nobody';
}

function everyCheck({ checks, formerChecks }: ServiceFacts): CheckFacts[] {
  return [...checks, ...formerChecks];
}

/** Whether a provider speaks about this service. */
export function isProvided(service: ServiceFacts): boolean {
  return service.provider !== null || service.outages.some((outage) => outage.source === 'provider');
}

function firstLook(service: ServiceFacts, seenBy: Timeline['seenBy'], window: Interval): Instant | null {
  if (seenBy === 'nobody') return null;
  // A provider publishes its whole history, however short ours is.
  if (seenBy === 'provider') return window.startedAt;
  return Math.max(window.startedAt, Math.min(...everyCheck(service).map((check) => check.createdAt)));
}

function phasesIn(
  service: ServiceFacts,
  state: OutageState,
  window: Interval,
  source: OutageSource | undefined,
): Interval[] {
  const phases = service.outages
    .filter((outage) => source === undefined || outage.source === source)
    .flatMap((outage) => badTime(service, outage, { state, window }));
  return mergeIntervals(clipIntervals(phases, window));
}

/** What our checks saw during announced work is that work; what people and providers state stands as they state it. */
function badTime(
  service: ServiceFacts,
  outage: OutageFacts,
  { state, window }: { readonly state: OutageState; readonly window: Interval },
): Interval[] {
  const bad = closed(
    outage.phases.filter((phase) => phase.state === state),
    window,
  );
  return outage.source === 'measured' ? subtractIntervals(bad, explainedTime(service.maintenance, outage)) : bad;
}

function closed(spans: readonly Span[], window: Interval): Interval[] {
  return spans.map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? window.endedAt }));
}
