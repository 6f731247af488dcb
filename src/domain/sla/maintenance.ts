import { type Interval, mergeIntervals, overlaps, unionMs } from '../interval.ts';
import { dayOf, dayStart, HOUR_MS, type Instant } from '../time.ts';
import type { MaintenanceRule } from './policy.ts';
import type { Missing } from './steps.ts';

export interface MaintenanceSpan extends Interval {
  readonly announcedAt: Instant | null;
}

/** How maintenance falls: taken out, counted as downtime, or open to both readings. */
export interface MaintenanceSplit {
  readonly excluded: readonly Interval[];
  readonly counted: readonly Interval[];
  readonly disputed: readonly Interval[];
  readonly missing: readonly Missing[];
  /** What was announced in time but lies beyond the yearly allowance; part of `counted`. */
  readonly beyondCapMs: number;
  /** Whether any of it touches the window. */
  readonly isAny: boolean;
}

const NOTHING = { excluded: [], counted: [], disputed: [], missing: [], beyondCapMs: 0, isAny: false } as const;

/** Splits maintenance under the rule of the contract; the yearly allowance is used up in the order of time. */
export function splitMaintenance(
  spans: readonly MaintenanceSpan[],
  { rule, zone, window }: { readonly rule: MaintenanceRule; readonly zone: string; readonly window: Interval },
): MaintenanceSplit {
  if (spans.length === 0) return NOTHING;
  const touchesWindow = (span: Interval): boolean => overlaps(span, window);
  const isAny = spans.some(touchesWindow);
  if (rule.treatment === 'counts') return { ...NOTHING, isAny, counted: mergeIntervals(spans) };
  if (rule.treatment === 'not-mentioned') {
    const missing: Missing = { code: 'maintenance-in-contract', values: {} };
    return { ...NOTHING, isAny, disputed: mergeIntervals(spans), missing: isAny ? [missing] : [] };
  }
  const { noticeHours } = rule;
  const byNotice = Map.groupBy(spans, (span) => noticeOf(span, noticeHours));
  const { within, beyond } = withinYearlyHours(mergeIntervals(byNotice.get('in-time') ?? []), rule, zone);
  const disputed = mergeIntervals(byNotice.get('not-known') ?? []);
  return {
    isAny,
    excluded: within,
    counted: mergeIntervals([...(byNotice.get('late') ?? []), ...beyond]),
    disputed,
    missing: disputed.some(touchesWindow) ? [{ code: 'maintenance-announced-at', values: { noticeHours } }] : [],
    beyondCapMs: unionMs(beyond.filter(touchesWindow)),
  };
}

function noticeOf(span: MaintenanceSpan, noticeHours: number | null): 'in-time' | 'late' | 'not-known' {
  if (noticeHours === null) return 'in-time';
  if (span.announcedAt === null) return 'not-known';
  return span.startedAt - span.announcedAt >= noticeHours * HOUR_MS ? 'in-time' : 'late';
}

function withinYearlyHours(
  merged: readonly Interval[],
  rule: MaintenanceRule,
  zone: string,
): { within: Interval[]; beyond: Interval[] } {
  if (rule.maximumHoursPerYear === null) return { within: [...merged], beyond: [] };
  const allowance = rule.maximumHoursPerYear * HOUR_MS;
  const within: Interval[] = [];
  const beyond: Interval[] = [];
  const used = new Map<string, number>();
  for (const { year, startedAt, endedAt } of merged.flatMap((span) => splitAtNewYear(span, zone))) {
    const left = Math.max(0, allowance - (used.get(year) ?? 0));
    const cut = Math.min(endedAt, startedAt + left);
    if (cut > startedAt) within.push({ startedAt, endedAt: cut });
    if (endedAt > cut) beyond.push({ startedAt: cut, endedAt });
    used.set(year, (used.get(year) ?? 0) + (endedAt - startedAt));
  }
  return { within, beyond };
}

function splitAtNewYear(span: Interval, zone: string): (Interval & { readonly year: string })[] {
  const parts: (Interval & { year: string })[] = [];
  let from = span.startedAt;
  while (from < span.endedAt) {
    const year = dayOf(from, zone).slice(0, 4);
    const endedAt = Math.min(span.endedAt, dayStart(`${String(Number(year) + 1).padStart(4, '0')}-01-01`, zone));
    parts.push({ year, startedAt: from, endedAt });
    from = endedAt;
  }
  return parts;
}
