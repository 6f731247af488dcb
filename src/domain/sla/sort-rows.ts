import { type Interval, overlaps } from '../interval.ts';
import type { Instant } from '../time.ts';
import type { OutageSource } from '../words.ts';
import type { AssessedWindow, ExcludedSpan, OutageRow, WindowFee } from './assessment.ts';
import { judgeRow, type RowJudgement } from './judge-row.ts';
import { type MaintenanceSpan, type MaintenanceSplit, splitMaintenance } from './maintenance.ts';
import type { PolicyTerms } from './policy.ts';
import type { LeftOutReason, Missing } from './steps.ts';
import { type WeightedSpan, WHOLE } from './weigh-spans.ts';

export interface RowContext {
  readonly terms: PolicyTerms;
  readonly window: AssessedWindow;
  readonly asOf: Instant;
  readonly fee?: WindowFee | undefined;
  /** Of the service whose rows are looked at. */
  readonly exclusions?: readonly ExcludedSpan[] | undefined;
}

/** A row as far as it is known at `asOf`, and what it is under the policy. */
export interface RowSpan extends WeightedSpan {
  readonly row: OutageRow;
  readonly judgement: RowJudgement;
  readonly isInside: boolean;
}

/** The rows of one service, sorted by what they are under the policy. */
export interface SortedRows {
  readonly counted: readonly RowSpan[];
  readonly disputed: readonly RowSpan[];
  readonly unknown: readonly RowSpan[];
  readonly maintenance: MaintenanceSplit;
  readonly missing: readonly Missing[];
  readonly leftOut: ReadonlyMap<LeftOutReason, number>;
  readonly sources: SourceChoice;
}

/** Whose record was used, and whose was laid aside. */
export interface SourceChoice {
  readonly used: readonly OutageSource[];
  readonly others: readonly OutageSource[];
}

/** Sorts the rows of one service; `sources: 'all'` looks at every record, whoever kept it. */
export function sortRows(
  rows: readonly OutageRow[],
  context: RowContext,
  sources: 'by-policy' | 'all' = 'by-policy',
): SortedRows {
  const spans = rows.map((row) => spanOf(row, context));
  const choice = chooseSources(spans, context.terms);
  const isUsed = ({ row }: RowSpan): boolean => sources === 'all' || !row.source || choice.used.includes(row.source);
  const by = Map.groupBy(spans, (span) => groupOf(span, isUsed(span)));
  const disputed = by.get('may-count') ?? [];
  const inside = disputed.filter((span) => span.isInside);
  const maintenance = splitMaintenance((by.get('maintenance') ?? []).map(maintenanceOf), {
    rule: context.terms.maintenance,
    zone: context.window.zone,
    window: context.window,
    stated: statedTime(by),
  });
  return {
    counted: by.get('counts') ?? [],
    disputed,
    unknown: by.get('unknown') ?? [],
    maintenance,
    missing: distinctMissing([...(inside.length > 0 ? inside : disputed).flatMap(missingOf), ...maintenance.missing]),
    leftOut: countLeftOut(spans, { isUsed, asOf: context.asOf }),
    sources: choice,
  };
}

function spanOf(row: OutageRow, { terms, window, asOf }: RowContext): RowSpan {
  const span = { startedAt: row.startedAt, endedAt: Math.min(row.endedAt ?? asOf, asOf) };
  const judgement = judgeRow(row, terms);
  const weight = 'weight' in judgement ? judgement.weight : WHOLE;
  return { ...span, row, judgement, weight, isInside: overlaps(span, window) };
}

function maintenanceOf({ row, startedAt, endedAt }: RowSpan): MaintenanceSpan {
  return { startedAt, endedAt, announcedAt: row.announcedAt ?? null, planned: row.planned, noticeOf: row.noticeOf };
}

function statedTime(by: ReadonlyMap<RowJudgement['as'], readonly RowSpan[]>): Interval[] {
  return [...(by.get('counts') ?? []), ...(by.get('may-count') ?? [])];
}

function isStatement({ judgement }: RowSpan): boolean {
  return judgement.as === 'counts' || judgement.as === 'may-count';
}

function groupOf(span: RowSpan, isUsed: boolean): RowJudgement['as'] {
  return isStatement(span) && !isUsed ? 'left-out' : span.judgement.as;
}

function missingOf({ judgement }: RowSpan): Missing[] {
  return judgement.as === 'may-count' ? [judgement.missing] : [];
}

function distinctMissing(missing: readonly Missing[]): Missing[] {
  return [...new Map(missing.map((fact) => [fact.code, fact])).values()];
}

function chooseSources(spans: readonly RowSpan[], terms: PolicyTerms): SourceChoice {
  const { rule, order } = terms.downtime.sources;
  const stated = new Set(spans.filter((span) => span.isInside && isStatement(span)).map(({ row }) => row.source));
  const listed = order.filter((source) => stated.has(source));
  const used = rule === 'together' ? listed : listed.slice(0, 1);
  const others = [...stated].filter((source) => source !== null && source !== undefined && !used.includes(source));
  return { used, others: others as OutageSource[] };
}

function countLeftOut(
  spans: readonly RowSpan[],
  { isUsed, asOf }: { readonly isUsed: (span: RowSpan) => boolean; readonly asOf: Instant },
): Map<LeftOutReason, number> {
  const counts = new Map<LeftOutReason, number>();
  for (const span of spans) {
    const reason = reasonToLeave(span, { isUsed: isUsed(span), asOf });
    if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

function reasonToLeave(
  span: RowSpan,
  { isUsed, asOf }: { readonly isUsed: boolean; readonly asOf: Instant },
): LeftOutReason | null {
  // A schedule states nothing that could be left out.
  if (span.row.planned) return null;
  if (!span.isInside) return span.row.startedAt >= asOf ? 'after-as-of' : 'outside-window';
  if (span.judgement.as === 'left-out') return span.judgement.reason;
  return isStatement(span) && !isUsed ? 'other-source' : null;
}
