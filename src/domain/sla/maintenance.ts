import { type Interval, intersectIntervals, mergeIntervals, overlaps, subtractIntervals } from '../interval.ts';
import { dayOf, dayStart, HOUR_MS, type Instant } from '../time.ts';
import type { MaintenanceRule } from './policy.ts';
import type { Missing } from './steps.ts';

export interface MaintenanceSpan extends Interval {
  readonly announcedAt: Instant | null;
  /** On a schedule: takes out what is stated of its time, and states nothing itself. */
  readonly planned?: boolean | undefined;
  /** When the announced window began, where this is only a part of it. */
  readonly noticeOf?: Instant | undefined;
}

/** How maintenance falls: taken out, counted as downtime, or open to both readings. */
export interface MaintenanceSplit {
  readonly excluded: readonly Interval[];
  /** What is downtime by itself; of a schedule nothing is. */
  readonly counted: readonly Interval[];
  readonly disputed: readonly Interval[];
  /** The part of the disputed that is downtime by itself, should it count. */
  readonly disputedWork: readonly Interval[];
  readonly missing: readonly Missing[];
  /** What there is to tell: the work that was stated, and of a schedule what was stated to fail in it. */
  readonly told: {
    readonly excluded: readonly Interval[];
    readonly counted: readonly Interval[];
    /** Announced in time, but beyond the yearly allowance; not among the counted. */
    readonly beyondCap: readonly Interval[];
  };
  /** Whether any of it touches the window. */
  readonly isAny: boolean;
}

const NOTHING: MaintenanceSplit = {
  ...{ excluded: [], counted: [], disputed: [], disputedWork: [], missing: [], isAny: false },
  told: { excluded: [], counted: [], beyondCap: [] },
};

interface SplitRule {
  readonly rule: MaintenanceRule;
  readonly zone: string;
  readonly window: Interval;
  /** What other rows state as downtime. */
  readonly stated: readonly Interval[];
}

/** Splits maintenance under the rule of the contract; the yearly allowance is used up in the order of time. */
export function splitMaintenance(spans: readonly MaintenanceSpan[], given: SplitRule): MaintenanceSplit {
  if (spans.length === 0) return NOTHING;
  const { rule, zone, window, stated } = given;
  const work = spans.filter(({ planned }) => !planned);
  const telling = [...work, ...intersectIntervals(mergeIntervals(spans), mergeIntervals(stated))];
  const isAny = telling.some((span) => overlaps(span, window));
  const tell = (part: readonly Interval[]): Interval[] =>
    intersectIntervals(mergeIntervals(part), mergeIntervals(telling));
  if (rule.treatment === 'counts') {
    return { ...NOTHING, isAny, counted: mergeIntervals(work), told: { ...NOTHING.told, counted: tell(spans) } };
  }
  if (rule.treatment === 'not-mentioned') {
    const missing: Missing = { code: 'maintenance-in-contract', values: {} };
    const open = { disputed: tell(spans), disputedWork: mergeIntervals(work), missing: isAny ? [missing] : [] };
    return { ...NOTHING, isAny, ...open };
  }
  const { noticeHours } = rule;
  const byNotice = Map.groupBy(spans, (span) => noticeOf(span, noticeHours));
  const late = byNotice.get('late') ?? [];
  const { within, beyond } = withinYearlyHours(mergeIntervals(byNotice.get('in-time') ?? []), rule, zone);
  const disputed = mergeIntervals(byNotice.get('not-known') ?? []);
  const isOpen = disputed.some((span) => overlaps(span, window));
  return {
    isAny,
    excluded: within,
    counted: mergeIntervals([
      ...late.filter(({ planned }) => !planned),
      ...intersectIntervals(beyond, mergeIntervals(work)),
    ]),
    disputed,
    disputedWork: disputed,
    missing: isOpen ? [{ code: 'maintenance-announced-at', values: { noticeHours } }] : [],
    told: { excluded: tell(within), counted: tell(subtractIntervals(late, beyond)), beyondCap: tell(beyond) },
  };
}

function noticeOf(span: MaintenanceSpan, noticeHours: number | null): 'in-time' | 'late' | 'not-known' {
  if (noticeHours === null) return 'in-time';
  if (span.announcedAt === null) return 'not-known';
  return (span.noticeOf ?? span.startedAt) - span.announcedAt >= noticeHours * HOUR_MS ? 'in-time' : 'late';
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
