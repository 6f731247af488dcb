import { type Interval, unionMs } from '../interval.ts';
import { dayOf } from '../time.ts';
import type { AssessedWindow, ClaimDate, Figures } from './assessment.ts';
import { compareFractions, parseDecimal, percentHalfUp } from './fraction.ts';
import type { RowContext } from './sort-rows.ts';
import type { LeftOutReason, Step } from './steps.ts';
import { nextTier } from './tier.ts';
import type { Weighed } from './weigh-service.ts';

/** In the order in which a reader asks for them. */
const LEFT_OUT_ORDER: readonly LeftOutReason[] = [
  'outside-window',
  'after-as-of',
  'other-source',
  'surface',
  'share-too-small',
  'nobody-affected',
  'information',
];

/** The first step of every explanation. */
export function windowStep({ startedAt, endedAt, zone, ms }: AssessedWindow): Step {
  return { code: 'window', values: { startedAt, endedAt, zone, ms } };
}

/** How the result of one covered service came about, step by step. */
export function explainService(
  weighed: Weighed,
  context: RowContext & { readonly service: string; readonly claimDates: readonly ClaimDate[] },
): Step[] {
  const { terms, window, asOf } = context;
  return [
    windowStep(window),
    ...leftOutSteps(weighed),
    ...downtimeSteps(weighed, context),
    ...cutSteps(weighed, context),
    ...uptimeSteps(weighed, context),
    ...openWindowSteps(weighed.reported, { terms, window, asOf }),
    ...claimSteps(weighed.reported, context),
  ];
}

function leftOutSteps({ sorted }: Weighed): Step[] {
  return LEFT_OUT_ORDER.flatMap((reason) => {
    const count = sorted.leftOut.get(reason);
    return count ? [{ code: 'left-out', values: { reason, count } } as const] : [];
  });
}

function downtimeSteps(weighed: Weighed, { window, asOf, service }: RowContext & { readonly service: string }): Step[] {
  const { counted, disputed, unknown } = weighed.sorted;
  const isDependent = weighed.verdict === 'depends';
  const considered = [...counted, ...(isDependent ? disputed : [])].filter((span) => span.isInside);
  const { ms, intervals } = weighed.measured;
  const steps: Step[] =
    ms === 0
      ? [{ code: 'no-downtime', values: { service } }]
      : [{ code: 'downtime', values: { rows: considered.length, spans: intervals.length, ms } }];
  const ongoing = [...counted, ...disputed, ...unknown].find(({ row, isInside }) => row.endedAt === null && isInside);
  if (ongoing) {
    const until = Math.min(asOf, window.endedAt);
    steps.push({ code: 'ongoing', values: { startedAt: ongoing.startedAt, until, zone: window.zone } });
  }
  return steps;
}

function cutSteps(weighed: Weighed, { terms, window }: RowContext): Step[] {
  const { tooShort, partialMs } = weighed.measured;
  const { maintenance } = weighed.sorted;
  const steps: Step[] = [];
  const excludedMs = msInside(maintenance.excluded, window);
  if (excludedMs > 0) steps.push({ code: 'maintenance-excluded', values: { ms: excludedMs } });
  const countedMs = msInside(maintenance.counted, window) - maintenance.beyondCapMs;
  if (countedMs > 0) {
    const { noticeHours, treatment } = terms.maintenance;
    const notice = treatment === 'excluded' ? noticeHours : null;
    steps.push({ code: 'maintenance-counted', values: { ms: countedMs, noticeHours: notice } });
  }
  if (maintenance.beyondCapMs > 0) {
    const hours = terms.maintenance.maximumHoursPerYear ?? 0;
    steps.push({ code: 'maintenance-beyond-cap', values: { ms: maintenance.beyondCapMs, hours } });
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

function uptimeSteps(weighed: Weighed, { terms, window }: RowContext): Step[] {
  const { reported, certain, disputedMs, verdict } = weighed;
  const upMs = window.ms - reported.downtime.ms;
  const steps: Step[] = [];
  if (disputedMs > 0) steps.push({ code: 'disputed', values: { ms: disputedMs, matters: verdict === 'depends' } });
  steps.push({ code: 'uptime', values: { upMs, ms: window.ms, percent: reported.uptime.percent } });
  steps.push(...tierSteps(reported, { terms, window }));
  if (verdict === 'depends') {
    const { downtime, uptime, credit } = certain;
    steps.push({
      code: 'certain-anyway',
      values: { downtimeMs: downtime.ms, percent: uptime.percent, credit },
    });
  }
  return steps;
}

function tierSteps({ downtime, tier, credit }: Figures, { terms, window }: Omit<RowContext, 'asOf'>): Step[] {
  if (terms.tiers.length === 0) return [{ code: 'no-tiers', values: { target: terms.target } }];
  if (!tier) {
    const next = nextTier(terms, downtime.ms, window.ms);
    if (!next) return [];
    const { below, inclusive } = next.tier;
    return [{ code: 'tier-none', values: { below, inclusive, spareMs: next.spareMs } }];
  }
  const { below, inclusive, credit: earned } = tier;
  const steps: Step[] = [
    { code: 'tier-earned', values: { below, inclusive, credit: earned, feeBase: terms.credit.feeBase } },
  ];
  const ratio = { numerator: BigInt(window.ms - downtime.ms), denominator: BigInt(window.ms) };
  const shown = percentHalfUp(ratio, 2);
  if (compareFractions(parseDecimal(shown), parseDecimal(below)) >= 0) {
    steps.push({ code: 'looks-kept', values: { shown, below } });
  }
  if (credit && credit.amount < earned.amount) {
    steps.push({ code: 'capped-service', values: { from: earned, to: credit } });
  }
  return steps;
}

/** Of a window that has not closed: what may still rise. */
function openWindowSteps({ downtime }: Figures, { terms, window, asOf }: RowContext): Step[] {
  if (asOf >= window.endedAt) return [];
  if (asOf <= window.startedAt) {
    return [{ code: 'window-ahead', values: { asOf, startedAt: window.startedAt, zone: window.zone } }];
  }
  const next = nextTier(terms, downtime.ms, window.ms);
  const reachable = next && next.spareMs <= window.endedAt - asOf ? next : null;
  return [
    {
      code: 'window-open',
      values: {
        asOf,
        endedAt: window.endedAt,
        zone: window.zone,
        next: reachable && { spareMs: reachable.spareMs, credit: reachable.credit },
      },
    },
  ];
}

function claimSteps(
  { credit }: Figures,
  { terms, window, asOf, claimDates }: RowContext & { readonly claimDates: readonly ClaimDate[] },
): Step[] {
  if (!credit) return [];
  if (terms.claim.automatic) return [{ code: 'claim-automatic', values: {} }];
  const [first] = claimDates;
  if (!first) return [];
  const asOfDay = dayOf(asOf, window.zone);
  return [{ code: 'claim-by', values: { by: first.by, dates: claimDates, asOfDay, evidence: terms.claim.evidence } }];
}
