import { type Interval, unionMs } from '../interval.ts';
import { dayOf } from '../time.ts';
import type { ClaimDate, Figures } from './assessment.ts';
import { explainTier, gapToNextStep } from './explain-tier.ts';
import type { Joint } from './joint.ts';
import type { RowContext } from './sort-rows.ts';
import type { LeftOutReason, Step } from './steps.ts';
import type { Weighed } from './weigh-service.ts';
import { lastDay } from './window.ts';

/** In the order in which a reader asks for them. */
const LEFT_OUT_ORDER: readonly LeftOutReason[] = [
  'outside-window',
  'after-as-of',
  'other-source',
  'surface',
  'location',
  'share-too-small',
  'nobody-affected',
  'information',
  'weighs-nothing',
];

export interface ExplainContext extends RowContext {
  readonly service: string;
  readonly claimDates: readonly ClaimDate[];
  readonly joint: Joint | null;
}

/** The first steps of every explanation. */
export function windowSteps({ terms, window }: Pick<RowContext, 'terms' | 'window'>): Step[] {
  const { startedAt, endedAt, zone, ms } = window;
  const first: Step = { code: 'window', values: { startedAt, endedAt, zone, ms } };
  const { kind, days = 0, firstDay } = terms.window;
  if (kind !== 'rolling-days') return [first];
  const from = firstDay === undefined ? {} : { from: dayOf(startedAt, zone) };
  return [first, { code: 'rolling-days', values: { days, until: lastDay(window), ...from } }];
}

/** How the result of one covered service came about, step by step. */
export function explainService(weighed: Weighed, context: ExplainContext): Step[] {
  return [
    ...windowSteps(context),
    ...leftOutSteps(weighed),
    ...downtimeSteps(weighed, context),
    ...cutSteps(weighed, context),
    ...excludedSteps(weighed, context),
    ...uptimeSteps(weighed, context),
    ...openWindowSteps(weighed, context),
    ...claimSteps(weighed.reported, context),
  ];
}

function leftOutSteps({ sorted }: Weighed): Step[] {
  return LEFT_OUT_ORDER.flatMap((reason) => {
    const count = sorted.leftOut.get(reason);
    return count ? [{ code: 'left-out', values: { reason, count } } as const] : [];
  });
}

function downtimeSteps(weighed: Weighed, { window, asOf, service }: ExplainContext): Step[] {
  const { counted, disputed, unknown } = weighed.sorted;
  const isDependent = weighed.verdict === 'depends';
  const considered = [...counted, ...(isDependent ? disputed : [])].filter((span) => span.isInside);
  const { ms, spanMs, intervals } = weighed.measured;
  const steps: Step[] =
    spanMs === 0
      ? [{ code: 'no-downtime', values: { service } }]
      : [{ code: 'downtime', values: { rows: considered.length, spans: intervals.length, ms: spanMs } }];
  if (ms !== spanMs) steps.push({ code: 'weighted', values: { spanMs, ms } });
  const ongoing = [...counted, ...disputed, ...unknown].find(({ row, isInside }) => row.endedAt === null && isInside);
  if (ongoing) {
    const until = Math.min(asOf, window.endedAt);
    steps.push({ code: 'ongoing', values: { startedAt: ongoing.startedAt, until, zone: window.zone } });
  }
  return steps;
}

function cutSteps(weighed: Weighed, { terms, window }: RowContext): Step[] {
  const { tooShort, partialMs } = weighed.measured;
  const { told } = weighed.sorted.maintenance;
  const steps: Step[] = [];
  const excludedMs = msInside(told.excluded, window);
  if (excludedMs > 0) steps.push({ code: 'maintenance-excluded', values: { ms: excludedMs } });
  const countedMs = msInside(told.counted, window);
  if (countedMs > 0) {
    const { noticeHours, treatment } = terms.maintenance;
    const notice = treatment === 'excluded' ? noticeHours : null;
    steps.push({ code: 'maintenance-counted', values: { ms: countedMs, noticeHours: notice } });
  }
  const beyondMs = msInside(told.beyondCap, window);
  if (beyondMs > 0) {
    const hours = terms.maintenance.maximumHoursPerYear ?? 0;
    steps.push({ code: 'maintenance-beyond-cap', values: { ms: beyondMs, hours } });
  }
  if (tooShort.ms > 0) {
    const { minimumMinutes } = terms.downtime;
    steps.push({ code: 'too-short', values: { minimumMinutes, ...tooShort } });
  }
  if (partialMs > 0) steps.push({ code: 'partial-minutes', values: { ms: partialMs } });
  return steps;
}

function msInside(spans: readonly Interval[], window: Interval): number {
  return unionMs(
    spans.map((span) => ({
      startedAt: Math.max(span.startedAt, window.startedAt),
      endedAt: Math.min(span.endedAt, window.endedAt),
    })),
  );
}

/** What people took out, and by whom. */
function excludedSteps(weighed: Weighed, { window, exclusions = [] }: RowContext): Step[] {
  return exclusions.flatMap(({ startedAt, endedAt, by, reason }, index): Step[] => {
    const ms = weighed.takenAwayMs[index] ?? 0;
    const touches = startedAt < window.endedAt && endedAt > window.startedAt;
    if (!touches) return [];
    return [{ code: 'excluded-by', values: { startedAt, endedAt, zone: window.zone, by, reason, ms } }];
  });
}

function uptimeSteps(weighed: Weighed, context: ExplainContext): Step[] {
  const { reported, certain, disputedMs, verdict, knownMs } = weighed;
  const { joint, service, window } = context;
  const steps: Step[] = [];
  if (disputedMs > 0) steps.push({ code: 'disputed', values: { ms: disputedMs, matters: verdict === 'depends' } });
  if (knownMs < window.ms) {
    steps.push({ code: 'unknown-excluded', values: { ms: window.ms - knownMs, leftMs: knownMs } });
  }
  const upMs = knownMs - reported.downtime.ms;
  steps.push({ code: 'uptime', values: { upMs, ms: knownMs, percent: reported.uptime.percent } });
  if (joint && joint.carrier !== service) {
    return [...steps, { code: 'scope-elsewhere', values: { scope: joint.scope, service: joint.carrier } }];
  }
  if (joint) {
    const { scope, services, reported: together } = joint;
    const { downtime, uptime } = together;
    steps.push({ code: 'scope-joint', values: { scope, services, ms: downtime.ms, percent: uptime.percent } });
    steps.push(...explainTier({ figures: together, lost: joint.lost, knownMs: joint.knownMs }, context));
  } else {
    steps.push(...explainTier({ figures: reported, lost: weighed.measured.lost, knownMs }, context));
  }
  if (verdict === 'depends') {
    const { downtime, uptime, credit } = joint?.certain ?? certain;
    steps.push({ code: 'certain-anyway', values: { downtimeMs: downtime.ms, percent: uptime.percent, credit } });
  }
  return steps;
}

/** Of a window that has not closed: what may still rise. */
function openWindowSteps({ measured, knownMs }: Weighed, context: ExplainContext): Step[] {
  const { window, asOf, joint, service } = context;
  if (asOf >= window.endedAt) return [];
  if (asOf <= window.startedAt) {
    return [{ code: 'window-ahead', values: { asOf, startedAt: window.startedAt, zone: window.zone } }];
  }
  if (joint && joint.carrier !== service) return [];
  return [gapToNextStep(joint ?? { lost: measured.lost, knownMs }, context)];
}

function claimSteps({ credit }: Figures, { terms, window, asOf, claimDates }: ExplainContext): Step[] {
  if (!credit) return [];
  if (terms.claim.automatic) return [{ code: 'claim-automatic', values: {} }];
  const [first] = claimDates;
  if (!first) return [];
  const asOfDay = dayOf(asOf, window.zone);
  const { evidence } = terms.claim;
  return [{ code: 'claim-by', values: { by: first.by, zone: window.zone, dates: claimDates, asOfDay, evidence } }];
}
