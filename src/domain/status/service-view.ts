import { unexplainedParts } from '../maintenance/explained.ts';
import type { Instant } from '../time.ts';
import type { OutageSource } from '../words.ts';
import { barWindow, type DayBar } from './day-bars.ts';
import type { IncidentFacts, OutageFacts, ServiceFacts } from './facts.ts';
import { isMaintenance } from './outage-view.ts';
import { type ServiceLine, serviceLine } from './status-view.ts';
import { isProvided, serviceTimeline } from './timeline.ts';
import { type UptimeFigure, uptimeFigure } from './uptime.ts';

export interface SourceFigure {
  readonly source: OutageSource;
  readonly figure: UptimeFigure;
}

export interface MonthOfDays {
  /** A day of the month. */
  readonly startedAt: Instant;
  readonly days: readonly DayBar[];
  readonly badDays: number;
}

export interface ServiceView {
  readonly line: ServiceLine;
  /** One figure a source that has something to say, in the order measured, declared, provider. */
  readonly figures: readonly SourceFigure[];
  /** Of which anything is on record: newest month first, newest day first. */
  readonly months: readonly MonthOfDays[];
  /** Newest first. */
  readonly outages: readonly ShownOutage[];
  readonly checks: readonly CheckSummary[];
}

export interface ShownOutage extends OutageFacts {
  /** Our checks saw announced work and nothing else. */
  readonly isMaintenance: boolean;
  /** Where it began during announced work and outlasted it: when that was over, and the outage counts. */
  readonly countsFrom: Instant | null;
}

/** Checks of one surface, without what they look at. */
export interface CheckSummary {
  readonly surface: ServiceFacts['checks'][number]['surface'];
  readonly intervalMs: number;
  readonly count: number;
}

export function serviceView(service: ServiceFacts, incidents: readonly IncidentFacts[], now: Instant): ServiceView {
  const line = serviceLine(service, incidents, now);
  return {
    line,
    figures: sourceFigures(service, now),
    months: monthsOf(line.days),
    outages: service.outages
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .map((outage) => shownOutage(outage, service, now)),
    checks: summarizeChecks(service),
  };
}

function sourceFigures(service: ServiceFacts, now: Instant): SourceFigure[] {
  const speaking: Readonly<Record<OutageSource, boolean>> = {
    measured: service.checks.length + service.formerChecks.length > 0,
    declared: service.outages.some((outage) => outage.source === 'declared'),
    provider: isProvided(service),
  };
  return (['measured', 'declared', 'provider'] as const)
    .filter((source) => speaking[source])
    .map((source) => ({ source, figure: uptimeFigure(serviceTimeline(service, barWindow(now), source)) }));
}

function shownOutage(outage: OutageFacts, { maintenance }: ServiceFacts, now: Instant): ShownOutage {
  const [first] = outage.source === 'measured' ? unexplainedParts(maintenance, outage, now) : [];
  return {
    ...outage,
    isMaintenance: isMaintenance(outage, maintenance, now),
    countsFrom: first !== undefined && first.startedAt > outage.startedAt ? first.startedAt : null,
  };
}

/** Days before the records begin say nothing by themselves; the page says in one line when that was. */
function monthsOf(days: readonly DayBar[]): MonthOfDays[] {
  const newestFirst = days.filter(({ state }) => state !== 'unrecorded').toReversed();
  return [...Map.groupBy(newestFirst, ({ day }) => day.slice(0, 'YYYY-MM'.length)).values()].map((month) => ({
    startedAt: month[0]?.startedAt ?? 0,
    days: month,
    badDays: month.filter(({ state }) => state === 'down' || state === 'degraded').length,
  }));
}

function summarizeChecks(service: ServiceFacts): CheckSummary[] {
  const active = service.checks.filter((check) => check.pausedAt === null);
  return [...Map.groupBy(active, ({ surface, intervalMs }) => `${surface} ${intervalMs}`).values()].flatMap((checks) =>
    checks[0] ? [{ surface: checks[0].surface, intervalMs: checks[0].intervalMs, count: checks.length }] : [],
  );
}
