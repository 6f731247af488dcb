import { unionMs } from '../interval.ts';
import type { AssessInput, AssessmentLine, ClaimDate, Figures, OutageRow } from './assessment.ts';
import { assumptionsOf } from './assumptions.ts';
import { claimDates } from './claim.ts';
import { type Coverage, coverageOf, serviceKey } from './coverage.ts';
import { explainService, windowSteps } from './explain.ts';
import { type Joint, withJoint } from './joint.ts';
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

/** The rows of one service, judged and measured. */
export interface WeighedService {
  readonly service: string;
  readonly coverage: Coverage;
  readonly weighed: Weighed;
  readonly context: ServiceContext;
}

/** Weighs one service of the window, its own exclusions and those of all services taken out. */
export function weighRows({ service, rows }: ServiceRows, base: ServiceContext): WeighedService {
  const key = serviceKey(service);
  const exclusions = base.input.exclusions?.filter((one) => one.service === null || serviceKey(one.service) === key);
  const context = exclusions && exclusions.length > 0 ? { ...base, exclusions } : base;
  return { service, coverage: coverageOf(base.terms.services, service), weighed: weighService(rows, context), context };
}

/** Works out one service of the window; what all services earn together stands with one of them. */
export function assessService(one: WeighedService, joint: Joint | null, { window }: RowContext): AssessmentLine {
  const { service, coverage, context } = one;
  if (coverage.kind === 'not-covered') return notCoveredLine(one, coverage.reason);
  const weighed = joint ? withJoint(one, joint) : one.weighed;
  const { reported, certain, verdict, sorted, measured, knownMs } = weighed;
  const isCarrier = joint?.carrier === service;
  const { spans, beganAt } = isCarrier ? joint : measured;
  const dates: ClaimDate[] = reported.credit ? claimDates(context.terms, window, { spans, beganAt, knownMs }) : [];
  const isTakenCovered = coverage.kind === 'taken-covered';
  return {
    ...reported,
    service,
    covered: true,
    verdict,
    missing: verdict === 'depends' ? (isCarrier ? joint.missing : sorted.missing) : [],
    assumptions: assumptionsOf(weighed, { ...context, service, isTakenCovered, joint }),
    unknownMs: unionMs(weighed.unknown),
    unknownIntervals: weighed.unknown,
    certain,
    claimBy: dates[0]?.by ?? null,
    claimDates: dates,
    explanation: explainService(weighed, { ...context, service, claimDates: dates, joint }),
    sources: sorted.sources.used,
  };
}

/** Nothing is promised for this service: its outages are shown, and are nobody's debt, however long. */
function notCoveredLine({ service, weighed, context }: WeighedService, reason: LocalText | null): AssessmentLine {
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
    explanation: [...windowSteps(context), { code: 'not-covered', values: { service, reason } }],
    sources: weighed.sorted.sources.used,
  };
}
