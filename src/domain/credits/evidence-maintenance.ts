import { type Interval, intersectIntervals, overlaps, subtractIntervals } from '../interval.ts';
import type { OutageRow } from '../sla/assessment.ts';
import { DAY_MS, dayOf, dayStart, type Instant } from '../time.ts';
import type { ArithmeticEvidence, ContractEvidence, EvidenceMaintenance } from './evidence.ts';

/** No year is longer, whatever the zone. */
const YEAR_MS = 367 * DAY_MS;

/** A stretch of time of one service. */
interface ServiceSpan extends Interval {
  readonly serviceId: string;
}

type Parts = Pick<ContractEvidence, 'outages' | 'maintenance'>;

/** What was announced as rows of the arithmetic; nothing of it touches an outage that had begun when it was announced. */
export function maintenanceRows(evidence: ArithmeticEvidence, names: ReadonlyMap<string, string>): OutageRow[] {
  return (evidence.maintenance ?? []).flatMap((span) => {
    const begun = evidence.outages
      .filter(({ serviceId }) => serviceId === span.serviceId)
      .flatMap((outage) => outageSpan(outage) ?? [])
      .filter(({ startedAt }) => startedAt < span.announcedAt);
    return subtractIntervals([span], [...begun, ...(span.begunBefore ?? [])]).map((part) => ({
      ...part,
      service: names.get(span.serviceId) ?? '',
      state: 'maintenance' as const,
      announcedAt: span.announcedAt,
      planned: true,
      noticeOf: span.startedAt,
    }));
  });
}

/** Keeps with each maintenance what of it outages take away that do not stand in the evidence behind it. */
export function withBegun<Span extends EvidenceMaintenance>(
  maintenance: readonly Span[],
  outages: readonly ServiceSpan[],
): Span[] {
  return maintenance.map((span) => {
    const begun = outages.filter((one) => one.serviceId === span.serviceId && one.startedAt < span.announcedAt);
    const begunBefore = intersectIntervals([span], [...begun, ...(span.begunBefore ?? [])]);
    return begunBefore.length === 0 ? span : { ...span, begunBefore };
  });
}

/** The outages that had ended at an instant, as spans. */
export function endedSpans(outages: Parts['outages'], at: Instant): ServiceSpan[] {
  return outages.flatMap(({ serviceId, phases }) => {
    const span = outageSpan({ phases });
    return span && span.endedAt <= at ? [{ ...span, serviceId }] : [];
  });
}

/** Of the maintenance what may matter to a span: all that touches it or one of its outages, and what came before in its year. */
export function maintenanceWithin({ outages, maintenance }: Parts, span: Interval): Parts['maintenance'] {
  const reach = reachOf(outages, span);
  const from = Math.min(reach.startedAt, span.startedAt - YEAR_MS);
  return maintenance?.filter((one) => overlaps(one, { ...reach, startedAt: from }));
}

/** Exactly what matters to a window: what came before in its year only where the terms allow so many hours a year. */
export function maintenanceThatCounts(evidence: ContractEvidence, window: Interval): readonly EvidenceMaintenance[] {
  const { maintenance = [], outages, policy, contract } = evidence;
  if (maintenance.length === 0) return maintenance;
  const reach = reachOf(outages, window);
  const hasAllowance = policy.terms.maintenance.maximumHoursPerYear !== null;
  const year = dayStart(`${dayOf(window.startedAt, contract.zone).slice(0, 4)}-01-01`, contract.zone);
  const from = hasAllowance ? Math.min(year, reach.startedAt) : reach.startedAt;
  const counting = maintenance.filter((one) => overlaps(one, { ...reach, startedAt: from }));
  return hasAllowance ? counting : counting.map(({ begunBefore: _, ...one }) => one);
}

/** From which time on maintenance is read for a span, so that nothing that may matter is missing. */
export function maintenanceSpan(span: Interval): Interval {
  return { startedAt: span.startedAt - YEAR_MS, endedAt: span.endedAt + YEAR_MS };
}

/** Up to when windows may rest on what happened in a span, where terms allow so many hours of maintenance a year. */
export function reachOverYear({ startedAt, endedAt }: Interval): Instant {
  return Math.max(endedAt, startedAt + YEAR_MS);
}

function reachOf(outages: Parts['outages'], span: Interval): Interval {
  const spans = outages.flatMap((outage) => outageSpan(outage) ?? []);
  return {
    startedAt: Math.min(span.startedAt, ...spans.map(({ startedAt }) => startedAt)),
    // What still goes on reaches as far as it is known, which is not beyond the maintenance that was read.
    endedAt: Math.max(span.endedAt, ...spans.map(({ endedAt }) => endedAt).filter((at) => at < FOREVER)),
  };
}

const FOREVER: Instant = Number.MAX_SAFE_INTEGER;

function outageSpan({ phases }: Pick<ArithmeticEvidence['outages'][number], 'phases'>): Interval | undefined {
  if (phases.length === 0) return undefined;
  return {
    startedAt: Math.min(...phases.map(({ startedAt }) => startedAt)),
    endedAt: Math.max(...phases.map(({ endedAt }) => endedAt ?? FOREVER)),
  };
}
