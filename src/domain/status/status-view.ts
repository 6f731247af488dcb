import type { Instant } from '../time.ts';
import { barWindow, type DayBar, dayBars } from './day-bars.ts';
import type { GroupFacts, IncidentFacts, ServiceFacts } from './facts.ts';
import { groupView, type ServiceGroupView } from './group-view.ts';
import { type Headline, headline } from './headline.ts';
import { failingFirst } from './incident-order.ts';
import { seenUntil } from './seen-until.ts';
import { type StateSince, serviceState } from './service-state.ts';
import { serviceTimeline } from './timeline.ts';
import { type UptimeFigure, uptimeFigure } from './uptime.ts';

export interface ServiceLine extends ServiceFacts, StateSince {
  readonly days: readonly DayBar[];
  readonly uptime: UptimeFigure;
  readonly seenBy: 'checks' | 'provider' | 'nobody';
}

export interface StatusView<I extends IncidentFacts = IncidentFacts> {
  readonly headline: Headline;
  /** The open ones, those of which something fails now before those that only wait to be called over. */
  readonly openIncidents: readonly I[];
  readonly groups: readonly ServiceGroupView[];
  /** Since when the earliest records are, where that is less than the window; null otherwise. */
  readonly recordsSince: Instant | null;
  /** Shortest and longest interval of the checks; null where nothing is checked. */
  readonly checkedEvery: { readonly shortestMs: number; readonly longestMs: number } | null;
  /** Should nothing be heard any more, what it says of services that work is true until then; null: for ever. */
  readonly seenUntil: Instant | null;
}

export interface StatusFacts<I extends IncidentFacts = IncidentFacts> {
  readonly services: readonly ServiceFacts[];
  readonly groups: readonly GroupFacts[];
  readonly openIncidents: readonly I[];
}

/** Everything the status page says about services. */
export function statusView<I extends IncidentFacts>(facts: StatusFacts<I>, now: Instant): StatusView<I> {
  const services = facts.services.map((service) => serviceLine(service, facts.openIncidents, now));
  const groups: readonly (GroupFacts | null)[] = [...facts.groups, null];
  return {
    headline: headline({ services, incidents: facts.openIncidents }),
    openIncidents: failingFirst(facts.openIncidents, services),
    groups: groups
      .map((group) => ({ group, lines: services.filter((line) => groupOf(line, facts.groups) === group) }))
      .filter(({ lines }) => lines.length > 0)
      .map(({ group, lines }) => groupView(group, lines, services.length)),
    recordsSince: recordsSince(services),
    checkedEvery: intervalsOf(facts.services),
    seenUntil: seenUntil(services),
  };
}

export function serviceLine(service: ServiceFacts, incidents: readonly IncidentFacts[], now: Instant): ServiceLine {
  const timeline = serviceTimeline(service, barWindow(now));
  return {
    ...service,
    ...serviceState(service, incidents, now),
    days: dayBars(timeline),
    uptime: uptimeFigure(timeline),
    seenBy: timeline.seenBy,
  };
}

function groupOf(service: ServiceFacts, groups: readonly GroupFacts[]): GroupFacts | null {
  return groups.find((group) => group.id === service.groupId) ?? null;
}

function recordsSince(services: readonly ServiceLine[]): Instant | null {
  const recorded = services.map(({ uptime }) => uptime).filter(({ recordedFrom }) => recordedFrom !== null);
  if (recorded.length === 0 || recorded.some(({ partial }) => !partial)) return null;
  return Math.min(...recorded.map(({ recordedFrom }) => recordedFrom ?? 0));
}

function intervalsOf(services: readonly ServiceFacts[]): StatusView['checkedEvery'] {
  const intervals = services
    .flatMap((service) => service.checks)
    .filter((check) => check.pausedAt === null)
    .map((check) => check.intervalMs);
  if (intervals.length === 0) return null;
  return { shortestMs: Math.min(...intervals), longestMs: Math.max(...intervals) };
}
