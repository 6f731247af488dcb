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
  /** First day shown of the month. */
  readonly startedAt: Instant;
  readonly days: readonly DayBar[];
  readonly badDays: number;
}

export interface ServiceView {
  readonly line: ServiceLine;
  /** One figure a source that has something to say, in the order measured, declared, provider. */
  readonly figures: readonly SourceFigure[];
  /** Newest month first, newest day first. */
  readonly months: readonly MonthOfDays[];
  /** Newest first. */
  readonly outages: readonly ShownOutage[];
  readonly checks: readonly CheckSummary[];
}

export interface ShownOutage extends OutageFacts {
  /** Our checks saw announced work and nothing else. */
  readonly isMaintenance: boolean;
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
      .map((outage) => ({ ...outage, isMaintenance: isMaintenance(outage, service.maintenance, now) })),
    checks: summarizeChecks(service),
  };
}

function sourceFigures(service: ServiceFacts, now: Instant): SourceFigure[] {
  const speaking: Readonly<Record<OutageSource, boolean>> = {
    measured: service.checks.length > 0,
    declared: service.outages.some((outage) => outage.source === 'declared'),
    provider: isProvided(service),
  };
  return (['measured', 'declared', 'provider'] as const)
    .filter((source) => speaking[source])
    .map((source) => ({ source, figure: uptimeFigure(serviceTimeline(service, barWindow(now), source)) }));
}

function monthsOf(days: readonly DayBar[]): MonthOfDays[] {
  const newestFirst = days.toReversed();
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
