import { unionMs } from '../interval.ts';
import type { AssessInput, AssessmentLine, Figures, OutageRow } from './assessment.ts';
import { assumptionsOf } from './assumptions.ts';
import { claimDates } from './claim.ts';
import { coverageOf } from './coverage.ts';
import { explainService, windowStep } from './explain.ts';
import type { LocalText } from './policy.ts';
import type { RowContext } from './sort-rows.ts';
import { type Weighed, weighService } from './weigh-service.ts';

export interface ServiceRows {
  readonly service: string;
  readonly rows: readonly OutageRow[];
}

export interface ServiceContext extends RowContext {
  readonly input: AssessInput;
}

/** Works out one service of the window. */
export function assessService({ service, rows }: ServiceRows, context: ServiceContext): AssessmentLine {
  const { terms, window } = context;
  const coverage = coverageOf(terms.services, service);
  const weighed = weighService(rows, context);
  if (coverage.kind === 'not-covered') return notCoveredLine(service, { weighed, reason: coverage.reason }, context);
  const { reported, certain, verdict, sorted } = weighed;
  const dates = reported.credit ? claimDates(terms, window, reported.downtime.intervals) : [];
  const isTakenCovered = coverage.kind === 'taken-covered';
  return {
    ...reported,
    service,
    covered: true,
    verdict,
    missing: verdict === 'depends' ? sorted.missing : [],
    assumptions: assumptionsOf(weighed, { ...context, service, isTakenCovered }),
    unknownMs: unionMs(weighed.unknown),
    unknownIntervals: weighed.unknown,
    certain,
    claimBy: dates[0]?.by ?? null,
    claimDates: dates,
    explanation: explainService(weighed, { ...context, service, claimDates: dates }),
    sources: sorted.sources.used,
  };
}

/** Nothing is promised for this service: its outages are shown, and are nobody's debt, however long. */
function notCoveredLine(
  service: string,
  { weighed, reason }: { readonly weighed: Weighed; readonly reason: LocalText | null },
  { window }: ServiceContext,
): AssessmentLine {
  const figures: Figures = { ...weighed.certain, tier: null, credit: null };
  return {
    ...figures,
    service,
    covered: false,
    verdict: 'not-owed',
    missing: [],
    assumptions: [],
    unknownMs: unionMs(weighed.unknown),
    unknownIntervals: weighed.unknown,
    certain: figures,
    claimBy: null,
    claimDates: [],
    explanation: [windowStep(window), { code: 'not-covered', values: { service, reason } }],
    sources: weighed.sorted.sources.used,
  };
}
